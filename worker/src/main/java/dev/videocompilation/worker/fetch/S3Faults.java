package dev.videocompilation.worker.fetch;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3's answers of status 4xx mean for a clip. */
final class S3Faults {
    private S3Faults() {}

    /** S3's own name for the failure, empty where it gave none (the answer to a HEAD has no body). */
    static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    }

    /** The clip's permanent failure that the answer to a GET tells of, if it does. */
    static Optional<RejectedException> rejection(ClipRef ref, String bucket, S3Exception answer) {
        return switch (answer.statusCode()) {
            case 404 ->
                Optional.of(new RejectedException(
                        ErrorCode.CLIP_NOT_FOUND,
                        "%s is missing: there is no such object in bucket %s".formatted(ref, bucket),
                        ref));
            case 403 -> code(answer).equals("AccessDenied") ? Optional.of(denied(ref, bucket)) : Optional.empty();
            case 412 -> Optional.of(changed(ref));
            default -> Optional.empty();
        };
    }

    private static RejectedException denied(ClipRef ref, String bucket) {
        return new RejectedException(
                ErrorCode.CLIP_NOT_FOUND,
                ("%s is missing from bucket %s or the worker may not read it: S3 says the same of both (403)"
                                + " to a worker without s3:ListBucket on the bucket")
                        .formatted(ref, bucket),
                ref);
    }

    static RejectedException changed(ClipRef ref) {
        return new RejectedException(
                ErrorCode.CLIP_CHANGED, ref + " is another object now than the one that the job froze", ref);
    }
}
