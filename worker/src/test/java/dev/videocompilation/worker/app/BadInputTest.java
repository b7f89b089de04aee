package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.client.JobIdConflictException;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.JobMessage;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** What bad input gets: a named error, the message where it belongs, nothing half-visible, no scratch left. */
final class BadInputTest {
    @TempDir
    private Path folder;

    private TestWorld world;
    private WebhookReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        world = TestWorld.create();
        receiver = WebhookReceiver.start(TestWorld.SECRET);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        receiver.close();
    }

    @Test
    void malformedJsonGoesToTheDeadLetterQueueWithItsReason() throws Exception {
        world.send("{\"schemaVersion\": 1, ");
        world.startWorker();

        assertThatDeadLetterSays(ErrorCode.MESSAGE_MALFORMED, "JSON");
    }

    @Test
    void anUnknownFieldGoesToTheDeadLetterQueueWithItsPath() throws Exception {
        world.send("{\"schemaVersion\":1,\"jobId\":\"a\",\"scriptId\":1,\"output\":{\"fromat\":\"mp4\"}}");
        world.startWorker();

        assertThatDeadLetterSays(ErrorCode.MESSAGE_MALFORMED, "/output/fromat");
    }

    @Test
    void aDeadLetterStaysItsUsersSoThatAReplayIsSharedOutAsTheOriginalWas() throws Exception {
        world.stack()
                .sqsClient()
                .sendMessage(request -> request.queueUrl(world.queues().queueUrl())
                        .messageBody("{")
                        .messageGroupId("user-7"));
        world.startWorker();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.deadLetterCount() == 1);
        assertThat(world.deadLetters().getFirst().attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "user-7");
    }

    @Test
    void aVersionThatNeverWasGoesToTheDeadLetterQueue() throws Exception {
        world.send("{\"schemaVersion\":0,\"jobId\":\"a\",\"scriptId\":1}");
        world.startWorker();

        assertThatDeadLetterSays(ErrorCode.SCHEMA_VERSION_UNSUPPORTED, "/schemaVersion");
    }

    @Test
    void aLaterVersionIsLeftForNewerWorkers() throws Exception {
        world.send("{\"schemaVersion\":2,\"jobId\":\"a\",\"scriptId\":1,\"novelty\":true}");
        world.send("{");
        world.startWorker();

        // The second message shows that the worker has gone on.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.deadLetterCount() == 1);
        Awaitility.await().until(() -> world.messages() == 1);
        assertThat(world.database().fetchCount(DSL.table("video_compilation.compile_jobs")))
                .isZero();
    }

    @Test
    void aReservedFieldFailsTheJobByName() throws Exception {
        int script = world.script();
        world.send(
                "{\"schemaVersion\":1,\"jobId\":\"reserved\",\"scriptId\":%d,\"webhookUrl\":\"%s\",\"preview\":\"plan\"}"
                        .formatted(script, receiver.url()));
        world.startWorker();

        VideoCompileFailed.Data data = failure();
        assertThat(data.errorCode()).isEqualTo(ErrorCode.NOT_SUPPORTED_YET);
        assertThat(data.errorMessage()).contains("not supported yet", "/preview");
        assertThatNothingIsVisible(script);
    }

    @Test
    void aScriptThatDoesNotExistFailsTheJob() throws Exception {
        world.enqueue(TestWorld.job(4711).withWebhookUrl(receiver.url()));
        world.startWorker();

        assertThat(failure().errorCode()).isEqualTo(ErrorCode.SCRIPT_NOT_FOUND);
        assertThatNothingIsVisible(4711);
    }

    @Test
    void aScriptWithoutApprovedVideosFailsTheJob() throws Exception {
        int script = world.script();
        world.video(script, "completed", "s3://" + DevStack.CLIP_BUCKET + "/x.mp4");

        assertFails(TestWorld.job(script), ErrorCode.NO_APPROVED_CLIPS, OptionalInt.empty());
    }

    @Test
    void aListedVideoMustBeTheScriptsTheUsersAndApproved() throws Exception {
        int script = world.script();
        int approved = world.approvedVideo(script, SampleClips.clip(1, 1));
        int foreign = world.approvedVideo(world.script(), SampleClips.clip(1, 1));
        int waiting = world.video(script, "completed", "s3://" + DevStack.CLIP_BUCKET + "/x.mp4");

        assertFails(
                TestWorld.job(script).withClips(List.of(approved, foreign)),
                ErrorCode.CLIP_NOT_ALLOWED,
                OptionalInt.of(foreign));
        assertFails(
                TestWorld.job(script).withClips(List.of(waiting)), ErrorCode.CLIP_NOT_ALLOWED, OptionalInt.of(waiting));
        assertFails(
                TestWorld.job(script).withClips(List.of(999_999)), ErrorCode.CLIP_NOT_ALLOWED, OptionalInt.of(999_999));
        assertFails(TestWorld.job(script).withUserId("user-2"), ErrorCode.CLIP_NOT_ALLOWED, OptionalInt.of(approved));
    }

    @Test
    void aMissingObjectFailsTheJobNamingTheVideo() throws Exception {
        int script = world.script();
        int video = world.video(script, "approved", "s3://" + DevStack.CLIP_BUCKET + "/clips/gone.mp4");

        assertFails(TestWorld.job(script), ErrorCode.CLIP_NOT_FOUND, OptionalInt.of(video));
    }

    @Test
    void aVideoWithoutAnAddressFailsTheJobNamingTheVideo() throws Exception {
        int script = world.script();
        int video = world.video(script, "approved", "");

        assertFails(TestWorld.job(script), ErrorCode.CLIP_NOT_FOUND, OptionalInt.of(video));
    }

    @Test
    void anEmptyObjectFailsTheJobNamingTheVideo() throws Exception {
        int script = world.script();
        int video = world.approvedVideo(script, Files.createFile(folder.resolve("empty.mp4")));

        assertFails(TestWorld.job(script), ErrorCode.CLIP_EMPTY, OptionalInt.of(video));
    }

    @Test
    void aTruncatedClipFailsTheJobNamingTheVideo() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        byte[] whole = Files.readAllBytes(SampleClips.clip(2, 1));
        Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 2 / 3));
        int video = world.approvedVideo(script, cut);

        assertFails(TestWorld.job(script), ErrorCode.CLIP_TRUNCATED, OptionalInt.of(video));
    }

    @Test
    void aClipThatIsNoVideoFailsTheJobNamingTheVideo() throws Exception {
        int script = world.script();
        int video = world.approvedVideo(script, Files.writeString(folder.resolve("note.mp4"), "not a video at all"));

        assertFails(TestWorld.job(script), ErrorCode.CLIP_UNREADABLE, OptionalInt.of(video));
    }

    @Test
    void aPlaylistNamedMp4IsNeverOpened() throws Exception {
        int script = world.script();
        int video = world.approvedVideo(
                script, Files.writeString(folder.resolve("list.mp4"), "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"));

        assertFails(TestWorld.job(script), ErrorCode.CLIP_UNREADABLE, OptionalInt.of(video));
    }

    @Test
    void aUrlOutsideTheAllowedBucketsFailsTheJobNamingTheVideo() throws Exception {
        int script = world.script();
        int video = world.video(script, "approved", "s3://someone-elses-bucket/clip.mp4");
        assertFails(TestWorld.job(script), ErrorCode.CLIP_LOCATION_REFUSED, OptionalInt.of(video));

        int second = world.script();
        int elsewhere = world.video(second, "approved", "https://example.com/clip.mp4");
        assertFails(TestWorld.job(second), ErrorCode.CLIP_LOCATION_REFUSED, OptionalInt.of(elsewhere));
    }

    @Test
    void aJobIdUsedAgainForOtherContentIsRefusedAndChangesNothing() throws Exception {
        int script = world.script();
        int video = world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        world.startWorker();
        receiver.awaitFirst(Duration.ofSeconds(60));
        Record before = world.row(job.jobId());
        CompileJob other = job.withClips(List.of(video, video));

        assertThatThrownBy(() -> world.enqueue(other)).isInstanceOf(JobIdConflictException.class);
        world.send(JobMessage.of(other).json());

        assertThatDeadLetterSays(ErrorCode.JOB_ID_CONFLICT, "job id");
        assertThat(world.row(job.jobId())).isEqualTo(before);
        assertThat(world.compiledKeys(script)).hasSize(1);
    }

    @Test
    void aPrivateWebhookAddressIsRefusedUnlessAllowed() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script).withWebhookUrl(URI.create("https://127.0.0.1/hook"));
        world.with("WEBHOOK_ALLOW_LOCAL_TARGETS", "false").enqueue(job);
        world.startWorker();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> world.state(job.jobId()).equals("failed"));
        assertThat(world.row(job.jobId()).get("error_code", String.class))
                .isEqualTo(ErrorCode.WEBHOOK_URL_REFUSED.name());
        assertThat(world.database().fetchCount(DSL.table("video_compilation.webhook_outbox")))
                .isZero();
        assertThatNothingIsVisible(script);
    }

    private VideoCompileFailed.Data assertFails(CompileJob job, ErrorCode code, OptionalInt clip) throws IOException {
        receiver.reset();
        world.enqueue(job.withWebhookUrl(receiver.url()));
        if (!started) {
            world.startWorker();
            started = true;
        }
        VideoCompileFailed.Data data = failure();
        assertThat(data.errorCode()).as(data.errorMessage()).isEqualTo(code);
        assertThat(data.clipId()).isEqualTo(clip);
        assertThat(data.errorMessage()).doesNotContain(System.getProperty("user.dir"));
        Record row = world.row(job.jobId());
        assertThat(row.get("state", String.class)).isEqualTo("failed");
        assertThat(row.get("error_code", String.class)).isEqualTo(code.name());
        assertThatNothingIsVisible(job.scriptId());
        return data;
    }

    private boolean started;

    private VideoCompileFailed.Data failure() {
        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(60));
        assertThat(webhook.signatureValid()).isTrue();
        return ((VideoCompileFailed) WebhookEventJson.read(webhook.body())).data();
    }

    private void assertThatDeadLetterSays(ErrorCode code, String reason) throws IOException {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.deadLetterCount() == 1);
        Message letter = world.deadLetters().get(0);
        assertThat(attribute(letter, "errorCode")).isEqualTo(code.name());
        assertThat(attribute(letter, "reason")).contains(reason);
        Awaitility.await().until(() -> world.messages() == 0);
        assertThat(world.scratchFiles()).isEmpty();
    }

    private static String attribute(Message message, String name) {
        return Objects.requireNonNull(message.messageAttributes().get(name)).stringValue();
    }

    private void assertThatNothingIsVisible(int script) throws IOException {
        Awaitility.await().until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.compiledKeys(script)).isEmpty();
        assertThat(world.scratchFiles()).isEmpty();
        assertThat(
                        world.database()
                                .fetch(
                                        "select 1 from vsl_frontend.section_detailed_scripts where compiled_video_url is not null"))
                .isEmpty();
    }
}
