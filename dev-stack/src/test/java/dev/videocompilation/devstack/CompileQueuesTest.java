package dev.videocompilation.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class CompileQueuesTest {

    private final SqsClient sqs = StartedStack.get().sqsClient();

    @Test
    void areSetUpAsInProduction() {
        CompileQueues queues = StartedStack.get().queues();

        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(
                        request -> request.queueUrl(queues.queueUrl()).attributeNames(QueueAttributeName.ALL))
                .attributes();

        assertThat(attributes)
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "120")
                .containsEntry(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "20");
        assertThat(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                .contains("\"maxReceiveCount\":10")
                .contains("compile-jobs-dead-letters");
    }

    @Test
    void theAttributeThatIsLeftOutIsOneTheServerDoesNotKnow() {
        CompileQueues queues = CompileQueues.create(sqs, "allowing");

        assertThatThrownBy(() -> sqs.setQueueAttributes(request -> request.queueUrl(queues.deadLetterQueueUrl())
                        .attributes(Map.of(
                                QueueAttributeName.REDRIVE_ALLOW_POLICY, "{\"redrivePermission\":\"denyAll\"}"))))
                .isInstanceOf(InvalidAttributeNameException.class);
    }

    @Test
    void aMessageReceivedTooOftenBecomesADeadLetter() {
        CompileQueues queues = CompileQueues.create(sqs, "impatient", Duration.ZERO, 2);
        send(queues, "poison");

        assertThat(receive(queues.queueUrl(), 0)).hasSize(1);
        assertThat(receive(queues.queueUrl(), 0)).hasSize(1);
        assertThat(receive(queues.queueUrl(), 0)).isEmpty();

        assertThat(receive(queues.deadLetterQueueUrl(), 2))
                .extracting(Message::body)
                .containsExactly("poison");
    }

    @Test
    void aLongPollReturnsAsSoonAsAMessageArrives() throws Exception {
        CompileQueues queues = CompileQueues.create(sqs, "polled");
        var received = new CompletableFuture<List<Message>>();
        Thread poller = Thread.ofVirtual().start(() -> received.complete(receive(queues.queueUrl(), 20)));
        long sentNanos = System.nanoTime();

        send(queues, "at last");

        assertThat(received.get(10, TimeUnit.SECONDS)).extracting(Message::body).containsExactly("at last");
        assertThat(Duration.ofNanos(System.nanoTime() - sentNanos)).isLessThan(Duration.ofSeconds(5));
        poller.join();
    }

    @Test
    void aMessageGroupIsAcceptedOnTheStandardQueueAndGivenBack() {
        CompileQueues queues = CompileQueues.create(sqs, "grouped");

        sqs.sendMessage(
                request -> request.queueUrl(queues.queueUrl()).messageBody("x").messageGroupId("tenant-1"));

        Message message = sqs.receiveMessage(request ->
                        request.queueUrl(queues.queueUrl()).messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .getFirst();
        assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant-1");
    }

    @Test
    void canBeCreatedAgainAtTheSameAddressesAfterAnOutage() {
        try (EmbeddedSqsServer server = EmbeddedSqsServer.start();
                SqsClient client = new AwsClients("any", "any").sqs(server.endpoint())) {
            CompileQueues before = CompileQueues.create(client, "jobs");

            server.stop();
            server.startAgain();

            assertThat(client.listQueues().queueUrls()).isEmpty();
            assertThat(CompileQueues.create(client, "jobs")).isEqualTo(before);
        }
    }

    @Test
    void anOutageDoesNotWaitForALongPoll() {
        try (EmbeddedSqsServer server = EmbeddedSqsServer.start();
                SqsClient client = new AwsClients("any", "any").sqs(server.endpoint())) {
            CompileQueues queues = CompileQueues.create(client, "jobs");
            send(client, queues, "first");
            Thread poller = Thread.ofVirtual().start(() -> {
                try {
                    client.receiveMessage(
                            request -> request.queueUrl(queues.queueUrl()).waitTimeSeconds(20));
                    client.receiveMessage(
                            request -> request.queueUrl(queues.queueUrl()).waitTimeSeconds(20));
                } catch (RuntimeException outage) {
                    // What this test is about.
                }
            });
            await().until(() -> inFlight(client, queues).equals("1"));
            long stopNanos = System.nanoTime();

            server.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - stopNanos)).isLessThan(Duration.ofSeconds(5));
            poller.interrupt();
        }
    }

    private void send(CompileQueues queues, String body) {
        send(sqs, queues, body);
    }

    private static void send(SqsClient client, CompileQueues queues, String body) {
        client.sendMessage(request -> request.queueUrl(queues.queueUrl()).messageBody(body));
    }

    private static String inFlight(SqsClient client, CompileQueues queues) {
        return String.valueOf(client.getQueueAttributes(request -> request.queueUrl(queues.queueUrl())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private List<Message> receive(String queueUrl, int waitSeconds) {
        return sqs.receiveMessage(request -> request.queueUrl(queueUrl).waitTimeSeconds(waitSeconds))
                .messages();
    }
}
