package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.event.ClipTreatment;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OnBadClip;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.contract.job.Quality;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.worker.isobmff.IsoBoxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job, through every real part. */
final class CompileJobTest {
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
    void aJobThatSkipsBadClipsIsMadeOfTheOthersAndNamesThem() throws Exception {
        int script = world.script();
        int gone = world.video(script, "approved", "s3://" + DevStack.CLIP_BUCKET + "/clips/gone.mp4");
        int one = world.approvedVideo(script, SampleClips.clip(1, 1));
        int empty = world.approvedVideo(script, Files.createFile(folder.resolve("empty.mp4")));
        int note = world.approvedVideo(script, Files.writeString(folder.resolve("note.mp4"), "not a video at all"));
        int two = world.approvedVideo(script, SampleClips.clip(2, 1));
        world.enqueue(TestWorld.job(script)
                .withOptions(CompileOptions.DEFAULT.withOnBadClip(OnBadClip.SKIP))
                .withWebhookUrl(receiver.url()));
        world.startWorker();

        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(60));

        VideoCompiled.Data data = ((VideoCompiled) WebhookEventJson.read(webhook.body())).data();
        assertThat(data.videoCount()).isEqualTo(2);
        assertThat(data.totalDuration()).isEqualTo(Duration.ofSeconds(2));
        assertThat(data.clips())
                .extracting(ClipTreatment::videoId)
                .startsWith(one, two)
                .contains(gone, empty, note);
        assertThat(data.clips())
                .filteredOn(clip -> clip.picture() == ClipTreatment.Picture.SKIPPED)
                .extracting(clip -> clip.reason().orElse("").replaceAll(":.*", ""))
                .containsExactlyInAnyOrder("CLIP_NOT_FOUND", "CLIP_EMPTY", "CLIP_UNREADABLE");
    }

    @Test
    void itsRowTellsHowFarAJobIs() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(0, 16, "1280x720"));
        // Made anew in the others' size, so that it takes some seconds.
        world.approvedVideo(script, SampleClips.clip(1, 15));
        CompileJob job = TestWorld.job(script);
        world.enqueue(job);
        world.startWorker();

        List<Double> told = new ArrayList<>();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Record row = world.row(job.jobId());
                    told.add(row.get("progress", Double.class));
                    return row.get("state", String.class).equals("succeeded");
                });

        assertThat(told).isSorted().last().isEqualTo(1.0);
        assertThat(told.stream().distinct()).hasSizeGreaterThan(2);
        assertThat(world.row(job.jobId()).get("seconds_left")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 100})
    void approvedVideosBecomeOneProvenVideo(int count) throws Exception {
        int script = world.script();
        List<Path> clips = IntStream.range(0, count)
                .mapToObj(i -> SampleClips.clip(i % 12, 1))
                .toList();
        clips.forEach(clip -> world.approvedVideo(script, clip));
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        world.startWorker();

        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(90));

        assertThat(webhook.signatureValid()).isTrue();
        VideoCompiled.Data data = ((VideoCompiled) WebhookEventJson.read(webhook.body())).data();
        assertThat(data.videoCount()).isEqualTo(count);
        assertThat(data.jobId()).isEqualTo(job.jobId());
        assertThat(data.totalDuration()).isEqualTo(Duration.ofSeconds(count));
        assertThat(data.clips()).allSatisfy(clip -> {
            assertThat(clip.picture()).isEqualTo(ClipTreatment.Picture.COPIED);
            assertThat(clip.sound()).isEqualTo(ClipTreatment.Sound.COPIED);
        });
        Path compiled = world.download(world.compiledKeys(script).get(0), folder.resolve("compiled.mp4"));
        assertThat(Files.size(compiled)).isEqualTo(data.fileSizeBytes());
        assertThat(IsoBoxes.read(compiled).indexBeforeMedia()).isTrue();
        assertThat(SampleClips.frameHashes(compiled))
                .isEqualTo(clips.stream()
                        .flatMap(clip -> SampleClips.frameHashes(clip).stream())
                        .toList());
        assertThat(data.compiledVideoUrl().toString())
                .endsWith("/compiled/%d/%s/1/video.mp4"
                        .formatted(script, job.jobId().value()));
        assertThatScriptPointsTo(script, data.compiledVideoUrl().toString());
        assertNothingIsLeft();
    }

    @Test
    void aJobsTextsAreDrawnAndWhatTheyDoNotCoverIsCopied() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        world.approvedVideo(script, SampleClips.clip(2, 1));
        world.enqueue(TestWorld.job(script)
                .withOptions(CompileOptions.DEFAULT.withOverlays(List.of(Overlay.of("Só hoje"))))
                .withWebhookUrl(receiver.url()));
        world.startWorker();

        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(90));

        VideoCompiled.Data data = ((VideoCompiled) WebhookEventJson.read(webhook.body())).data();
        assertThat(data.clips())
                .extracting(ClipTreatment::reason)
                .containsOnly(Optional.of("text: over all that could be copied"));
        Path compiled = world.download(world.compiledKeys(script).get(0), folder.resolve("compiled.mp4"));
        assertThat(SampleClips.frameHashes(compiled))
                .hasSize(60)
                .doesNotContainAnyElementsOf(SampleClips.frameHashes(SampleClips.clip(1, 1)));
        assertNothingIsLeft();
    }

    @Test
    void aJobThatAsksForWebmGetsItUnderItsOwnNameAndType() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        world.approvedVideo(script, SampleClips.clip(2, 1));
        CompileJob job = TestWorld.job(script)
                .withOutput(new OutputSpec(OutputFormat.WEBM, Quality.LOW))
                .withOptions(CompileOptions.DEFAULT.withMaxSizeBytes(5_000_000))
                .withWebhookUrl(receiver.url());
        world.enqueue(job);
        world.startWorker();

        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(90));

        VideoCompiled.Data data = ((VideoCompiled) WebhookEventJson.read(webhook.body())).data();
        String key = world.compiledKeys(script).get(0);
        assertThat(key)
                .isEqualTo("compiled/%d/%s/1/video.webm"
                        .formatted(script, job.jobId().value()));
        assertThat(data.compiledVideoUrl().toString()).endsWith("/" + key);
        assertThat(world.contentType(key)).isEqualTo("video/webm");
        Path compiled = world.download(key, folder.resolve("compiled.webm"));
        assertThat(Files.size(compiled)).isEqualTo(data.fileSizeBytes());
        assertThat(SampleClips.frameHashes(compiled)).hasSize(60);
        assertThatScriptPointsTo(script, data.compiledVideoUrl().toString());
        assertNothingIsLeft();
    }

    @Test
    void aJobWhoseLargestSizeCannotBeReachedFailsByName() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        world.approvedVideo(script, SampleClips.clip(2, 1));
        CompileJob job = TestWorld.job(script)
                .withOptions(CompileOptions.DEFAULT.withMaxSizeBytes(10_000))
                .withWebhookUrl(receiver.url());
        world.enqueue(job);
        world.startWorker();

        VideoCompileFailed.Data data = ((VideoCompileFailed) WebhookEventJson.read(
                        receiver.awaitFirst(Duration.ofSeconds(90)).body()))
                .data();

        assertThat(data.errorCode()).isEqualTo(ErrorCode.SIZE_NOT_REACHABLE);
        assertThat(data.errorMessage()).contains("maxSizeBytes is 10,000");
        assertThat(world.compiledKeys(script)).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void oneMisfitAmongSixtyIsReEncodedAndNoOtherAndTheFieldIsNamed() throws Exception {
        int script = world.script();
        List<Path> clips = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            clips.add(i == 17 ? SampleClips.clip(i, 1, "192x108") : SampleClips.clip(i % 12, 1));
            ids.add(world.approvedVideo(script, clips.get(i)));
        }
        world.enqueue(TestWorld.job(script).withWebhookUrl(receiver.url()));
        world.startWorker();

        ReceivedWebhook webhook = receiver.awaitFirst(Duration.ofSeconds(90));

        VideoCompiled.Data data = ((VideoCompiled) WebhookEventJson.read(webhook.body())).data();
        assertThat(data.clips())
                .filteredOn(clip -> clip.picture() == ClipTreatment.Picture.RE_ENCODED)
                .containsExactly(new ClipTreatment(
                        ids.get(17),
                        ClipTreatment.Picture.RE_ENCODED,
                        ClipTreatment.Sound.RE_ENCODED,
                        Optional.of("picture size: 192x108, not 160x90")));
        Path compiled = world.download(world.compiledKeys(script).get(0), folder.resolve("compiled.mp4"));
        List<String> hashes = SampleClips.frameHashes(compiled);
        int at = 0;
        for (int i = 0; i < clips.size(); i++) {
            List<String> own = SampleClips.frameHashes(clips.get(i));
            if (i != 17) {
                assertThat(hashes.subList(at, at + own.size())).isEqualTo(own);
            }
            at += own.size();
        }
        assertThat(hashes).hasSize(at);
        assertNothingIsLeft();
    }

    @Test
    void clipsAreOrderedBySectionThenIdUnlessTheJobListsThem() throws Exception {
        int script = world.script();
        int first = world.approvedVideo(script, SampleClips.clip(1, 1));
        int second = world.approvedVideo(script, SampleClips.clip(2, 1));
        int third = world.approvedVideo(script, SampleClips.clip(3, 1));
        world.database()
                .execute(
                        "update vsl_frontend.section_videos set section_id = 0 where id = {0}",
                        org.jooq.impl.DSL.val(third));
        CompileJob byDefault = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(byDefault);
        world.startWorker();
        assertThat(videoIds(receiver.awaitFirst(Duration.ofSeconds(60)))).containsExactly(third, first, second);

        receiver.reset();
        world.enqueue(TestWorld.job(script).withWebhookUrl(receiver.url()).withClips(List.of(second, third, second)));
        assertThat(videoIds(receiver.awaitFirst(Duration.ofSeconds(60)))).containsExactly(second, third, second);
    }

    @Test
    void aRedeliveredFinishedJobHasNoSecondEffect() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());
        world.enqueue(job);
        world.startWorker();
        receiver.awaitFirst(Duration.ofSeconds(60));
        Record before = world.row(job.jobId());

        world.send(before.get("request", String.class));
        Awaitility.await().until(() -> world.messages() == 0);

        assertThat(world.row(job.jobId())).isEqualTo(before);
        assertThat(world.compiledKeys(script)).hasSize(1);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void theSameJobEnqueuedTwiceIsDoneOnce() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script).withWebhookUrl(receiver.url());

        assertThat(world.enqueue(job).newlyAccepted()).isTrue();
        assertThat(world.enqueue(job).newlyAccepted()).isFalse();
        world.withShortLeases();
        world.startWorker();
        world.startWorker();

        receiver.awaitFirst(Duration.ofSeconds(60));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> world.messages() == 0);
        assertThat(world.compiledKeys(script)).hasSize(1);
        assertThat(receiver.received()).hasSize(1);
        assertThat(world.row(job.jobId()).get("fence", Long.class)).isEqualTo(1);
    }

    @Test
    void aBareMessageIsAcceptedAtItsFirstClaim() throws Exception {
        int script = world.script();
        world.approvedVideo(script, SampleClips.clip(1, 1));
        CompileJob job = TestWorld.job(script);
        world.send("{\"schemaVersion\":1,\"jobId\":\"%s\",\"scriptId\":%d}"
                .formatted(job.jobId().value(), script));
        world.startWorker();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.state(job.jobId()).equals("succeeded"));
    }

    private static List<Integer> videoIds(ReceivedWebhook webhook) {
        return ((VideoCompiled) WebhookEventJson.read(webhook.body()))
                .data().clips().stream().map(ClipTreatment::videoId).toList();
    }

    private void assertThatScriptPointsTo(int script, String url) {
        Record row = world.database()
                .fetchSingle(
                        "select * from vsl_frontend.section_detailed_scripts where id = {0}",
                        org.jooq.impl.DSL.val(script));
        assertThat(row.get("compiled_video_url", String.class)).isEqualTo(url);
        LocalDateTime nowInUtc = LocalDateTime.now(ZoneOffset.UTC);
        assertThat(row.get("compiled_at", LocalDateTime.class)).isCloseTo(nowInUtc, within(5, ChronoUnit.MINUTES));
        assertThat(row.get("updated_at", LocalDateTime.class)).isCloseTo(nowInUtc, within(5, ChronoUnit.MINUTES));
    }

    private static org.assertj.core.data.TemporalUnitOffset within(long amount, ChronoUnit unit) {
        return org.assertj.core.api.Assertions.within(amount, unit);
    }

    private void assertNothingIsLeft() throws Exception {
        Awaitility.await().until(() -> world.messages() == 0);
        assertThat(world.deadLetterCount()).isZero();
        assertThat(world.scratchFiles()).isEmpty();
    }
}
