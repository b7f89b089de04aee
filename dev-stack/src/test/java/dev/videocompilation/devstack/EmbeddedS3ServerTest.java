package dev.videocompilation.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmbeddedS3ServerTest {

    private static final String BUCKET = DevStack.CLIP_BUCKET;
    private static final int MEBIBYTE = 1024 * 1024;

    private final S3Client s3 = StartedStack.get().s3Client();

    @Test
    void aRangeGetsThatPartAndTheWholeLength() {
        put("ranged", "0123456789");

        var part = s3.getObjectAsBytes(
                request -> request.bucket(BUCKET).key("ranged").range("bytes=2-4"));

        assertThat(part.asUtf8String()).isEqualTo("234");
        assertThat(part.response().contentRange()).isEqualTo("bytes 2-4/10");
        assertRefused(
                416,
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("ranged").range("bytes=20-")));
    }

    @Test
    void ifMatchPinsTheObjectThatWasSeenFirst() {
        String seen = put("pinned", "first");
        put("pinned", "second");

        assertRefused(
                412,
                () -> s3.getObjectAsBytes((GetObjectRequest.Builder request) ->
                        request.bucket(BUCKET).key("pinned").ifMatch(seen)));
    }

    @Test
    void ifNoneMatchLetsOneWriterWin() {
        s3.putObject(request -> request.bucket(BUCKET).key("won").ifNoneMatch("*"), RequestBody.fromString("first"));

        assertRefused(
                412,
                () -> s3.putObject(
                        request -> request.bucket(BUCKET).key("won").ifNoneMatch("*"),
                        RequestBody.fromString("second")));
        assertThat(text("won")).isEqualTo("first");
    }

    @Test
    void aMultipartUploadIsInvisibleUntilItIsComplete() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("parts"))
                .uploadId();
        byte[] five = new byte[5 * MEBIBYTE];
        Arrays.fill(five, (byte) 'a');
        CompletedPart first = part(upload, 1, five);
        CompletedPart second = part(upload, 2, "end".getBytes(UTF_8));
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(
                        () -> s3.headObject(request -> request.bucket(BUCKET).key("parts")));

        s3.completeMultipartUpload(request -> request.bucket(BUCKET)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(first, second)));

        var whole = s3.headObject(request -> request.bucket(BUCKET).key("parts"));
        assertThat(whole.contentLength()).isEqualTo(5L * MEBIBYTE + 3);
        assertThat(whole.eTag()).as("a multipart ETag").endsWith("-2\"");
    }

    @Test
    void anAbortedUploadIsGone() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("aborted"))
                .uploadId();

        s3.abortMultipartUpload(request -> request.bucket(BUCKET).key("aborted").uploadId(upload));

        assertThat(s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads())
                .noneMatch(open -> open.uploadId().equals(upload));
    }

    @Test
    void aMissingObjectAndAMissingBucketAreToldApart() {
        assertThatExceptionOfType(NoSuchKeyException.class)
                .isThrownBy(
                        () -> s3.headObject(request -> request.bucket(BUCKET).key("nothing")));
        assertRefused(404, () -> s3.headBucket(request -> request.bucket("no-such-bucket")));
    }

    @Test
    void aWrongSecretIsRefused() {
        try (S3Client stranger = new AwsClients(StartedStack.get().s3().accessKey(), "wrong")
                .s3(StartedStack.get().s3().endpoint())) {
            assertRefused(403, stranger::listBuckets);
        }
    }

    @Test
    void keepsPortAndObjectsAcrossAnOutage(@TempDir Path directory) {
        try (EmbeddedS3Server server = EmbeddedS3Server.start(directory);
                S3Client client = new AwsClients(server.accessKey(), server.secretKey()).s3(server.endpoint())) {
            client.createBucket(request -> request.bucket("kept"));
            client.putObject(request -> request.bucket("kept").key("a/b"), RequestBody.fromString("here"));

            server.stop();
            assertThatExceptionOfType(SdkException.class).isThrownBy(client::listBuckets);
            server.startAgain();

            assertThat(client.getObjectAsBytes(request -> request.bucket("kept").key("a/b"))
                            .asUtf8String())
                    .isEqualTo("here");
        }
    }

    private String put(String key, String content) {
        return s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(content))
                .eTag();
    }

    private String text(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asUtf8String();
    }

    private CompletedPart part(String upload, int number, byte[] content) {
        String eTag = s3.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("parts")
                                .uploadId(upload)
                                .partNumber(number),
                        RequestBody.fromBytes(content))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(eTag).build();
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.statusCode()).isEqualTo(status));
    }
}
