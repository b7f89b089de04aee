package dev.videocompilation.contract.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** An SQS client that keeps what it is given to send, or fails. */
final class TestingQueue implements SqsClient {
    private final List<SendMessageRequest> sent = new ArrayList<>();
    private @Nullable RuntimeException failure;

    void failWith(RuntimeException exception) {
        failure = exception;
    }

    void recover() {
        failure = null;
    }

    List<SendMessageRequest> sent() {
        return sent;
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        RuntimeException toThrow = failure;
        if (toThrow != null) {
            throw toThrow;
        }
        sent.add(request);
        return SendMessageResponse.builder().messageId("message-" + sent.size()).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
