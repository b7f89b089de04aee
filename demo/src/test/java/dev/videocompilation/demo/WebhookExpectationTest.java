package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookExpectationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<DemoClip> CLIPS =
            List.of(new DemoClip(1, Path.of("in/a.mp4")), new DemoClip(2, Path.of("in/b.mp4")));

    @Test
    void aFailedJobIsToldWithItsCodeItsClipsAndWhatToDo() {
        VideoCompileFailed failed = new VideoCompileFailed(
                NOW,
                new VideoCompileFailed.Data(
                        5,
                        new JobId("demo-5"),
                        ErrorCode.CLIPS_NOT_COMPATIBLE,
                        "video 2 differs from video 1 in rate, not from video 12.",
                        OptionalInt.of(2)));

        assertThatThrownBy(() -> WebhookExpectation.compiled(signed(WebhookEventJson.write(failed)), CLIPS))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageStartingWith("The job failed with CLIPS_NOT_COMPATIBLE: video 2 (b.mp4) differs from"
                        + " video 1 (a.mp4) in rate, not from video 12; re-encode the clip");
    }

    @Test
    void theEventsDataAreReturned() {
        assertThat(WebhookExpectation.compiled(signed(Samples.COMPILED_BODY), CLIPS))
                .isEqualTo(Samples.COMPILED.data());
    }

    @Test
    void whatIsNotSignedOrNoEventIsRefused() {
        refused(new ReceivedWebhook("", NOW, Samples.COMPILED_BODY, true, "/"), "webhook-id");
        refused(new ReceivedWebhook("msg_1", Instant.EPOCH, Samples.COMPILED_BODY, true, "/"), "webhook-timestamp");
        refused(new ReceivedWebhook("msg_1", NOW, Samples.COMPILED_BODY, false, "/"), "does not fit the secret");
        refused(signed("{\"type\":\"video.compiled\"}"), "is no event of the contract");
    }

    @Test
    void largeClipsAreGivenMoreTime() {
        assertThat(WebhookExpectation.patience(5_000_000)).isEqualTo(Duration.ofSeconds(60));
        assertThat(WebhookExpectation.patience(100_000_000)).isEqualTo(Duration.ofSeconds(230));
    }

    @Test
    void aWorkerThatEndsIsNotWaitedFor(@TempDir Path folder) throws IOException {
        Path launcher = Samples.launcher(folder, "echo 'video-worker: QUEUE_URL is not set' >&2; exit 78");
        WorkerLog log = new WorkerLog(folder.resolve("worker.log"), news -> {});
        try (WebhookReceiver receiver = WebhookReceiver.start("whsec_c2VjcmV0c2VjcmV0c2VjcmV0");
                WorkerProcess worker = WorkerProcess.start(launcher, Samples.PATH, log)) {
            WebhookExpectation expectation = new WebhookExpectation(receiver, worker);

            assertThatThrownBy(() -> expectation.await(Duration.ofMinutes(1)))
                    .isInstanceOf(DemoFailedException.class)
                    .hasMessageStartingWith("The worker ended with exit code 78 before the job was done;")
                    .hasMessageContaining("video-worker: QUEUE_URL is not set");
        }
    }

    private static ReceivedWebhook signed(String body) {
        return new ReceivedWebhook("msg_1", NOW, body, true, "/webhooks");
    }

    private static void refused(ReceivedWebhook webhook, String why) {
        assertThatThrownBy(() -> WebhookExpectation.compiled(webhook, CLIPS))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageContaining(why);
    }
}
