package dev.videocompilation.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class WebhookEventJsonTest {
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:03.250Z");
    private static final Breakdown BREAKDOWN = new Breakdown(ms(120), ms(400), ms(90), ms(310), ms(350), ms(300));

    private final Schema schema = schema();

    @Test
    void writesVideoCompiledInTheUnitsOfTheContract() {
        VideoCompiled event = compiled(List.of(
                new ClipTreatment(123, ClipTreatment.Picture.COPIED, ClipTreatment.Sound.RE_ENCODED, Optional.empty()),
                new ClipTreatment(
                        124, ClipTreatment.Picture.RE_ENCODED, ClipTreatment.Sound.NONE, Optional.of("video.width"))));

        String json = WebhookEventJson.write(event);

        assertThat(json)
                .isEqualTo("{\"type\":\"video.compiled\",\"timestamp\":\"2026-01-31T12:00:03.250Z\",\"data\":{"
                        + "\"scriptId\":67890,\"videoCount\":2,\"totalDuration\":30.04,"
                        + "\"compiledVideoUrl\":\"https://cdn.example.com/compiled/67890/job-1/1/video.mp4\","
                        + "\"fileSize\":7085456,\"jobId\":\"job-1\",\"duration\":1550,"
                        + "\"breakdown\":{\"queueWait\":120,\"fetch\":400,\"probe\":90,\"join\":310,\"verify\":350,"
                        + "\"publish\":300},\"clips\":["
                        + "{\"videoId\":123,\"treatment\":\"copied\",\"sound\":\"re-encoded\"},"
                        + "{\"videoId\":124,\"treatment\":\"re-encoded\",\"sound\":\"none\",\"reason\":\"video.width\"}"
                        + "]}}");
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(WebhookEventJson.read(json)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 1_000, 45_000, 100_000, 86_400_000_001L})
    void writesTheLengthAsAPlainNumberOfSeconds(long millis) {
        VideoCompiled event = compiled(List.of(), ms(millis));

        String json = WebhookEventJson.write(event);

        assertThat(json).matches(".*\"totalDuration\":[0-9]+(\\.[0-9]{0,2}[1-9])?,.*");
        assertThat(WebhookEventJson.read(json)).isEqualTo(event);
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryErrorCode(ErrorCode code) {
        VideoCompileFailed event = new VideoCompileFailed(TIME, failure(code, code.summary(), OptionalInt.of(124)));

        String json = WebhookEventJson.write(event);

        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(json).contains("\"retryable\":" + code.retryable());
        assertThat(WebhookEventJson.read(json)).isEqualTo(event);
    }

    @Test
    void leavesOutTheClipThatIsNotAtFault() {
        String json = WebhookEventJson.write(
                new VideoCompileFailed(TIME, failure(ErrorCode.DISK_FULL, "No space.", OptionalInt.empty())));

        assertThat(json)
                .isEqualTo("{\"type\":\"video.compile_failed\",\"timestamp\":\"2026-01-31T12:00:03.250Z\",\"data\":{"
                        + "\"scriptId\":67890,\"jobId\":\"job-1\",\"errorCode\":\"DISK_FULL\","
                        + "\"errorMessage\":\"No space.\",\"retryable\":true}}");
    }

    @Test
    void saysOfASupersededResultThatItIs() {
        VideoCompiled plain = compiled(List.of());
        VideoCompiled superseded = new VideoCompiled(TIME, plain.data().withSuperseded(true));

        String json = WebhookEventJson.write(superseded);

        assertThat(json).endsWith("\"clips\":[],\"superseded\":true}}");
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(WebhookEventJson.read(json)).isEqualTo(superseded);
        assertThat(WebhookEventJson.write(plain)).doesNotContain("superseded");
        assertThat(WebhookEventJson.read(json.replace("\"superseded\":true", "\"superseded\":false")))
                .isEqualTo(plain);
    }

    @Test
    void writesACancelledJobWithAndWithoutItsReason() {
        VideoCompileCancelled plain = cancelled(Optional.empty());
        VideoCompileCancelled reasoned = cancelled(Optional.of("too long"));

        assertThat(WebhookEventJson.write(plain))
                .isEqualTo("{\"type\":\"video.compile_cancelled\",\"timestamp\":\"2026-01-31T12:00:03.250Z\","
                        + "\"data\":{\"scriptId\":67890,\"jobId\":\"job-1\"}}");
        for (VideoCompileCancelled event : List.of(plain, reasoned)) {
            String json = WebhookEventJson.write(event);
            assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
            assertThat(WebhookEventJson.read(json)).isEqualTo(event);
        }
        assertThat(schema.validate(
                        WebhookEventJson.write(cancelled(Optional.of("é".repeat(30_000)))), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 150, 300, 1000})
    void staysBelowTheSizeLimitAndSaysHowManyClipsItLeftOut(int clips) {
        String json = WebhookEventJson.write(compiled(longReasons(clips)));
        VideoCompiled.Data data = ((VideoCompiled) WebhookEventJson.read(json)).data();

        assertThat(utf8(json)).isLessThan(WebhookEventJson.SIZE_LIMIT_BYTES);
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(data.clips().size() + data.clipsOmitted()).isEqualTo(clips);
        assertThat(json.contains("clipsOmitted")).isEqualTo(data.clipsOmitted() > 0);
        if (data.clipsOmitted() > 0) {
            assertThat(utf8(json)).isGreaterThan(WebhookEventJson.SIZE_LIMIT_BYTES - 1_500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0001", "é", "\uD83C\uDFA5", "x\uD83C\uDFA5", "\uD800", "\""})
    void cutsALongMessageAndKeepsItValid(String text) {
        String json = WebhookEventJson.write(new VideoCompileFailed(
                TIME, failure(ErrorCode.ENGINE_FAILED, text.repeat(30_000), OptionalInt.empty())));
        String message =
                ((VideoCompileFailed) WebhookEventJson.read(json)).data().errorMessage();

        assertThat(message).hasSizeBetween(1_999, 2_000).endsWith("…");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json)).isTrue();
        assertThat(utf8(json)).isLessThan(WebhookEventJson.SIZE_LIMIT_BYTES);
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    }

    @Test
    void keepsAMessageOfExactlyTheLargestLength() {
        String message = "x".repeat(2_000);
        VideoCompileFailed event =
                new VideoCompileFailed(TIME, failure(ErrorCode.ENGINE_FAILED, message, OptionalInt.empty()));

        assertThat(WebhookEventJson.read(WebhookEventJson.write(event))).isEqualTo(event);
    }

    @Test
    void readingIgnoresFieldsThatItDoesNotKnow() {
        String json = WebhookEventJson.write(compiled(List.of()));

        assertThat(WebhookEventJson.read(json.replace("\"data\":{", "\"new\":1,\"data\":{\"newer\":[],")))
                .isEqualTo(compiled(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"type\":\"video.approved\",\"timestamp\":\"2026-01-31T12:00:00Z\",\"data\":{}}",
                "{\"type\":\"video.compiled\",\"timestamp\":\"yesterday\",\"data\":{}}",
                "{\"type\":\"video.compiled\",\"timestamp\":\"2026-01-31T12:00:00Z\",\"data\":{\"scriptId\":\"x\"}}"
            })
    void readingRefusesWhatIsNoEvent(String body) {
        assertThatThrownBy(() -> WebhookEventJson.read(body)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSchemasExamplesAreWrittenAsTheyStand() {
        assertThat(schema.getSchemaNode().get("examples").values()).isNotEmpty().allSatisfy(example -> {
            assertThat(schema.validate(example)).isEmpty();
            assertThat(JsonMapper.shared().readTree(WebhookEventJson.write(WebhookEventJson.read(example.toString()))))
                    .isEqualTo(example);
        });
    }

    private static VideoCompiled compiled(List<ClipTreatment> clips) {
        return compiled(clips, ms(30_040));
    }

    private static VideoCompiled compiled(List<ClipTreatment> clips, Duration totalDuration) {
        return new VideoCompiled(
                TIME,
                new VideoCompiled.Data(
                        67890,
                        Math.max(1, clips.size()),
                        totalDuration,
                        URI.create("https://cdn.example.com/compiled/67890/job-1/1/video.mp4"),
                        7085456,
                        new JobId("job-1"),
                        ms(1550),
                        BREAKDOWN,
                        clips));
    }

    private static List<ClipTreatment> longReasons(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> new ClipTreatment(
                        id, ClipTreatment.Picture.RE_ENCODED, ClipTreatment.Sound.COPIED, Optional.of("é".repeat(500))))
                .toList();
    }

    private static VideoCompileCancelled cancelled(Optional<String> reason) {
        return new VideoCompileCancelled(TIME, new VideoCompileCancelled.Data(67890, new JobId("job-1"), reason));
    }

    private static VideoCompileFailed.Data failure(ErrorCode code, String message, OptionalInt clipId) {
        return new VideoCompileFailed.Data(67890, new JobId("job-1"), code, message, clipId);
    }

    private static int utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        WebhookEventJsonTest.class.getResourceAsStream(
                                "/dev/videocompilation/contract/schema/webhook-event.v1.schema.json"),
                        InputFormat.JSON);
    }
}
