package dev.videocompilation.devstack;

import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A program that knows nothing but its environment, as a worker does. */
final class EnvironmentProbe {

    private EnvironmentProbe() {}

    public static void main(String[] arguments) {
        try (SqsClient sqs = SqsClient.builder()
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build();
                S3Client s3 = S3Client.builder()
                        .forcePathStyle(Boolean.valueOf(System.getenv("S3_PATH_STYLE")))
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build()) {
            sqs.listQueues().queueUrls().forEach(System.out::println);
            s3.listBuckets().buckets().stream().map(Bucket::name).forEach(System.out::println);
            s3.headBucket(request -> request.bucket(System.getenv("OUTPUT_BUCKET")));
        }
    }
}
