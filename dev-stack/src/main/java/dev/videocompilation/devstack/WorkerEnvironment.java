package dev.videocompilation.devstack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that point a worker, or any AWS SDK, to a stack. */
final class WorkerEnvironment {

    /** Where finished videos are said to be found; nothing answers there. */
    private static final String RESULT_BASE_URL = "https://videos.example.test";

    private WorkerEnvironment() {}

    static Map<String, String> of(DevStack stack, String jdbcUrl) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUEUE_URL", stack.queues().queueUrl());
        environment.put("DEAD_LETTER_QUEUE_URL", stack.queues().deadLetterQueueUrl());
        environment.put("DATABASE_URL", jdbcUrl);
        environment.put("DATABASE_USER", stack.postgres().user());
        environment.put("DATABASE_PASSWORD", stack.postgres().password());
        environment.put("CLIP_BUCKETS", DevStack.CLIP_BUCKET);
        environment.put("OUTPUT_BUCKET", DevStack.OUTPUT_BUCKET);
        environment.put("RESULT_BASE_URL", RESULT_BASE_URL);
        environment.put("S3_PATH_STYLE", "true");
        environment.put("AWS_REGION", AwsClients.REGION.id());
        environment.put("AWS_ACCESS_KEY_ID", stack.s3().accessKey());
        environment.put("AWS_SECRET_ACCESS_KEY", stack.s3().secretKey());
        environment.put("AWS_ENDPOINT_URL_SQS", stack.sqs().endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_S3", stack.s3().endpoint().toString());
        return Collections.unmodifiableMap(environment);
    }
}
