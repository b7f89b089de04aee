package dev.videocompilation.contract.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobMessageTest {
    private static final CompileJob JOB = CompileJob.of(new JobId("job-1"), 7);

    private final JobMessageReader reader = new JobMessageReader();

    @Test
    void canonicalFormHasSortedKeysNoSpaceAndItsDefaults() {
        assertThat(JobMessage.of(JOB).json())
                .isEqualTo("{\"jobId\":\"job-1\",\"output\":{\"format\":\"mp4\",\"quality\":\"high\"},"
                        + "\"schemaVersion\":1,\"scriptId\":7}");
    }

    @Test
    void fingerprintIsTheSha256OfTheCanonicalForm() {
        assertThat(JobMessage.of(JOB).fingerprint())
                .isEqualTo("88d2c4301805c28b7ece1253ed595b9ba3de9dfd5b7964bcb94c2104276876b8");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        JobMessage written = JobMessage.of(JOB.withClips(List.of(2, 1))
                .withUserId("user-12")
                .withWebhookUrl(URI.create("https://example.com/hook"))
                .withRequestedAt(Instant.parse("2026-01-31T12:00:00.123456789Z"))
                .withTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(reader.read(written.json())).isEqualTo(new JobMessageReading.Accepted(written));
    }

    @Test
    void theSameJobSpeltDifferentlyHasTheSameFingerprint() {
        String spelt = "{ \"scriptId\": 7.0, \"output\": {\"quality\":\"high\"}, \"jobId\": \"job-\\u0031\","
                + " \"requestedAt\": \"2026-01-31T12:00:00Z\", \"schemaVersion\": 1 }";

        assertThat(reader.read(spelt))
                .isInstanceOfSatisfying(
                        JobMessageReading.Accepted.class,
                        accepted -> assertThat(accepted.message().fingerprint())
                                .isEqualTo(JobMessage.of(JOB).fingerprint()));
    }

    @Test
    void whenAndInWhichTraceAJobWasAskedForIsNotPartOfItsIdentity() {
        assertThat(JobMessage.of(JOB.withRequestedAt(Instant.EPOCH)
                                .withTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                        .fingerprint())
                .isEqualTo(JobMessage.of(JOB).fingerprint());
    }

    @Test
    void everyOtherFieldIsPartOfItsIdentity() {
        assertThat(List.of(
                                JOB,
                                CompileJob.of(new JobId("job-2"), 7),
                                CompileJob.of(new JobId("job-1"), 8),
                                JOB.withClips(List.of(1, 2)),
                                JOB.withClips(List.of(2, 1)),
                                JOB.withOutput(new OutputSpec(OutputFormat.MOV, Quality.HIGH)),
                                JOB.withOutput(new OutputSpec(OutputFormat.MP4, Quality.LOW)),
                                JOB.withUserId("user-12"),
                                JOB.withWebhookUrl(URI.create("https://example.com/hook")))
                        .stream()
                        .map(job -> JobMessage.of(job).fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyOptionIsPartOfItsIdentity() {
        CompileOptions options = CompileOptions.DEFAULT;
        Music music = Music.of("s3://b/k");
        assertThat(Stream.of(
                                options,
                                options.withAudioJoin(AudioJoin.COPY),
                                options.withOnBadClip(OnBadClip.SKIP),
                                options.withTransition(Transition.of(TransitionType.FADE, Duration.ofMillis(500))),
                                options.withTransition(Transition.of(TransitionType.WIPE, Duration.ofMillis(500))),
                                options.withTransition(Transition.of(TransitionType.FADE, Duration.ofMillis(501))),
                                options.withMusic(music),
                                options.withMusic(new Music("s3://b/k", -12, true, Duration.ZERO, Duration.ZERO, true)),
                                options.withNormalizeLoudness(true),
                                options.withCaptions(new Captions("s3://b/k", CaptionsMode.TRACK, "en")),
                                options.withCaptions(new Captions("s3://b/k", CaptionsMode.BURNED, "en")),
                                options.withOverlays(List.of(Overlay.of("a"))),
                                options.withPreview(Preview.PLAN),
                                options.withPreview(Preview.PROXY),
                                options.withMaxSizeBytes(10_000))
                        .map(each -> JobMessage.of(JOB.withOptions(each)).fingerprint()))
                .doesNotHaveDuplicates();
    }

    @Test
    void anOptionWrittenOutWithItsDefaultIsTheSameJob() {
        String with = "{\"schemaVersion\":1,\"jobId\":\"job-1\",\"scriptId\":7,%s}";

        assertThat(fingerprint(with.formatted("\"audioJoin\":\"auto\",\"onBadClip\":\"fail\"")))
                .isEqualTo(JobMessage.of(JOB).fingerprint());
        assertThat(fingerprint(with.formatted("\"music\":{\"volumeDb\":-12.0,\"url\":\"s3://b/k\",\"loop\":true}")))
                .isEqualTo(JobMessage.of(JOB.withOptions(CompileOptions.DEFAULT.withMusic(Music.of("s3://b/k"))))
                        .fingerprint());
    }

    private String fingerprint(String body) {
        JobMessageReading reading = reader.read(body);
        return reading instanceof JobMessageReading.Accepted accepted
                ? accepted.message().fingerprint()
                : ((JobMessageReading.NotSupportedYet) reading).message().fingerprint();
    }
}
