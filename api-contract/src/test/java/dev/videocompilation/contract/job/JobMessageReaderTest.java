package dev.videocompilation.contract.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobMessageReading.Accepted;
import dev.videocompilation.contract.job.JobMessageReading.LaterVersion;
import dev.videocompilation.contract.job.JobMessageReading.Malformed;
import dev.videocompilation.contract.job.JobMessageReading.NotSupportedYet;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobMessageReaderTest {
    private static final String SMALLEST = "{\"schemaVersion\":1,\"jobId\":\"job-1\",\"scriptId\":7}";
    private static final String FULL = """
            {"schemaVersion":1,"jobId":"job-1","scriptId":7,"clips":[3,1,3],"output":{"format":"mp4","quality":"high"},
             "webhookUrl":"https://example.com/hooks?a=b","userId":"auth0|12","requestedAt":"2026-01-31T13:00:00.5+01:00",
             "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}""";

    private final JobMessageReader reader = new JobMessageReader();

    @Test
    void acceptsTheSmallestMessageAndFillsInTheDefaults() {
        assertThat(accepted(SMALLEST).job()).isEqualTo(CompileJob.of(new JobId("job-1"), 7));
    }

    @Test
    void aWholeNumberMayBeWrittenWithAPoint() {
        assertThat(accepted("{\"schemaVersion\":1.0,\"jobId\":\"job-1\",\"scriptId\":7.0}")
                        .job())
                .isEqualTo(CompileJob.of(new JobId("job-1"), 7));
    }

    @Test
    void acceptsEveryFieldOfVersionOne() {
        assertThat(accepted(FULL).job())
                .isEqualTo(CompileJob.of(new JobId("job-1"), 7)
                        .withClips(List.of(3, 1, 3))
                        .withWebhookUrl(URI.create("https://example.com/hooks?a=b"))
                        .withUserId("auth0|12")
                        .withRequestedAt(Instant.parse("2026-01-31T12:00:00.500Z"))
                        .withTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }

    @Test
    void acceptsAThousandClipsAndNotOneMore() {
        assertThat(accepted(with("clips", clips(1000))).job().clips()).hasSize(1000);
        assertThat(malformed(with("clips", clips(1001))).detail()).isEqualTo("/clips: must have at most 1000 entries");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "fromat ; 1 ; /fromat: unknown field",
                "a/b ; 1 ; /a~1b: unknown field",
                "output ; {\"fromat\":\"mp4\"} ; /output/fromat: unknown field",
                "output ; {\"format\":\"mp3\"} ; /output/format: must be one of mp4, mov, webm, mkv, avi, is \"mp3\"",
                "output ; {\"quality\":\"High\"} ; /output/quality: must be one of high, medium, low, is \"High\"",
                "output ; [] ; /output: must be an object, is an array",
                "output ; null ; /output: must be an object, is null",
                "clips ; [] ; /clips: must have at least 1 entry",
                "clips ; [1,\"2\"] ; /clips/1: must be an integer, is a string",
                "clips ; [1,2.5] ; /clips/1: must be an integer, is a number with a fraction",
                "clips ; [0] ; /clips/0: must be at least 1, is 0",
                "clips ; [2147483648] ; /clips/0: must be at most 2147483647, is 2147483648",
                "clips ; 5 ; /clips: must be an array, is an integer",
                "webhookUrl ; \"ftp://example.com/\" ; /webhookUrl: must match ^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$",
                "webhookUrl ; \"https:///path\" ; /webhookUrl: must",
                "webhookUrl ; \"https://user:pw@example.com/\" ; /webhookUrl: must not hold a user name or password",
                "webhookUrl ; \"https://example.com:99999/\" ; /webhookUrl: must have a host name or address",
                "webhookUrl ; \"https://example.com/{x}\" ; /webhookUrl: must be an absolute URI",
                "webhookUrl ; \"https://example.com/\\n\" ; /webhookUrl: must match",
                "userId ; \"\" ; /userId: must match ^[!-~]{1,128}$, is \"\"",
                "userId ; \"a b\" ; /userId: must match",
                "userId ; \"ab\\n\" ; /userId: must match",
                "requestedAt ; \"yesterday\" ; /requestedAt: must be an RFC 3339 date-time",
                "requestedAt ; \"2026-01-31T23:59:60Z\" ; /requestedAt: must be an RFC 3339 date-time",
                "requestedAt ; \"2026-01-31T12:00:00\" ; /requestedAt: must be an RFC 3339 date-time",
                "traceparent ; \"00-00000000000000000000000000000000-00f067aa0ba902b7-01\" ; /traceparent: must match",
                "traceparent ; \"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\" ; /traceparent: must match",
            })
    void namesTheFieldAndWhatIsWrongWithIt(String field, String value, String detail) {
        Malformed malformed = malformed(with(field, value));

        assertThat(malformed.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED);
        assertThat(malformed.detail()).startsWith(detail).doesNotContain("\n");
        assertThat(malformed.jobId()).contains(new JobId("job-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "job\\n", "jöb", "a/b"})
    void refusesAJobIdOutsideThePattern(String jobId) {
        Malformed malformed = malformed("{\"schemaVersion\":1,\"scriptId\":7,\"jobId\":\"" + jobId + "\"}");

        assertThat(malformed.detail()).startsWith("/jobId: must match ^[A-Za-z0-9._-]{1,128}$");
        assertThat(malformed.jobId()).isEmpty();
    }

    @Test
    void namesEveryProblemUpToTen() {
        assertThat(malformed("{\"schemaVersion\":1,\"scriptId\":\"7\",\"x\":1}")
                        .detail()
                        .lines())
                .containsExactlyInAnyOrder(
                        "/jobId: missing", "/scriptId: must be an integer, is a string", "/x: unknown field");

        String clips = IntStream.range(0, 30).mapToObj(i -> "0").collect(Collectors.joining(",", "[", "]"));
        assertThat(malformed(with("clips", clips)).detail().lines())
                .hasSize(10)
                .last()
                .isEqualTo("and 21 more problems");
    }

    @Test
    void refusesMoreThan64KiBOfUtf8() {
        String padding = "ö".repeat((JobMessage.MAX_SIZE_BYTES - SMALLEST.length()) / 2);

        assertThat(reader.read(SMALLEST + " ".repeat(JobMessage.MAX_SIZE_BYTES - SMALLEST.length())))
                .isInstanceOf(Accepted.class);
        assertThat(malformed(with("userId", "\"" + padding + "\"")).code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(malformed(" ".repeat(2_000_000)).code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void saysWhereJsonIsBroken() {
        assertThat(malformed("{\"schemaVersion\":1,\n\"jobId\":}").detail())
                .startsWith("not valid JSON: line 2, column 9: ");
        assertThat(malformed("").detail()).isEqualTo("the message: must be a JSON object, is empty");
        assertThat(malformed("[1]").detail()).isEqualTo("the message: must be a JSON object, is an array");
        assertThat(malformed(SMALLEST + "{}").detail()).startsWith("not valid JSON: line 1");
        assertThat(malformed("[".repeat(60_000)).detail()).startsWith("not valid JSON: Document nesting depth (501)");
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertThat(malformed("{\"schemaVersion\":1,\"jobId\":\"a\",\"jobId\":\"b\",\"scriptId\":7}")
                        .detail())
                .startsWith("not valid JSON: line 1, column ")
                .contains("jobId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"1\"", "null", "[1]", "99999999999", "1e999999999"})
    void refusesASchemaVersionThatIsNoVersion(String version) {
        Malformed malformed = malformed("{\"schemaVersion\":" + version + ",\"jobId\":\"job-1\"}");

        assertThat(malformed.code()).isEqualTo(ErrorCode.SCHEMA_VERSION_UNSUPPORTED);
        assertThat(malformed.detail()).startsWith("/schemaVersion: must be a whole number from 1 to 2147483647, is ");
        assertThat(malformed.jobId()).contains(new JobId("job-1"));
    }

    @Test
    void refusesAMessageWithoutSchemaVersion() {
        Malformed malformed = malformed("{\"jobId\":\"job-1\",\"scriptId\":7}");

        assertThat(malformed.code()).isEqualTo(ErrorCode.SCHEMA_VERSION_UNSUPPORTED);
        assertThat(malformed.detail()).isEqualTo("/schemaVersion: missing");
    }

    @Test
    void leavesALaterVersionAloneWhateverElseItHolds() {
        assertThat(reader.read("{\"schemaVersion\":2,\"jobId\":17,\"mood\":\"sunny\"}"))
                .isEqualTo(new LaterVersion(2));
        assertThat(reader.read("{\"schemaVersion\":3,\"x\":\"" + "y".repeat(100_000) + "\"}"))
                .isEqualTo(new LaterVersion(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "music ; {\"url\":\"s3://b/k\"}",
                "captions ; {\"url\":\"s3://b/k\",\"mode\":\"track\"}",
                "preview ; \"plan\""
            })
    void doesNotIgnoreAnOptionOfALaterRelease(String field, String value) {
        NotSupportedYet reading = (NotSupportedYet) reader.read(with(field, value));

        assertThat(reading.fields()).containsExactly("/" + field);
        assertThat(reading.message().job().jobId()).isEqualTo(new JobId("job-1"));
    }

    @Test
    void readsEveryOption() {
        CompileOptions options = options("""
                "audioJoin":"exact","onBadClip":"skip","normalizeLoudness":true,"preview":"proxy","maxSizeBytes":1000000,
                "transition":{"type":"wipe","durationMs":700,"joins":[{"join":2,"type":"cut"},{"join":3,"durationMs":900}]},
                "music":{"url":"s3://b/k","volumeDb":-6.5,"loop":false,"fadeInMs":10,"fadeOutMs":20,"duckUnderSpeech":true},
                "captions":{"url":"https://b.s3.amazonaws.com/k","mode":"burned","language":"pt-BR"},
                "overlays":[{"text":"a\\nb","position":"top_left","fromMs":1,"toMs":2,"sizePercent":7.5,"color":"#12aBcd"}]""");

        assertThat(options)
                .isEqualTo(new CompileOptions(
                        AudioJoin.EXACT,
                        OnBadClip.SKIP,
                        Optional.of(new Transition(
                                TransitionType.WIPE,
                                Duration.ofMillis(700),
                                List.of(
                                        new Transition.AtJoin(2, TransitionType.CUT, Duration.ofMillis(700)),
                                        new Transition.AtJoin(3, TransitionType.WIPE, Duration.ofMillis(900))))),
                        Optional.of(
                                new Music("s3://b/k", -6.5, false, Duration.ofMillis(10), Duration.ofMillis(20), true)),
                        true,
                        Optional.of(new Captions("https://b.s3.amazonaws.com/k", CaptionsMode.BURNED, "pt-BR")),
                        List.of(new Overlay(
                                "a\nb",
                                OverlayPosition.TOP_LEFT,
                                Duration.ofMillis(1),
                                Optional.of(Duration.ofMillis(2)),
                                7.5,
                                "#12aBcd")),
                        Optional.of(Preview.PROXY),
                        Optional.of(1_000_000L)));
    }

    @Test
    void anOptionThatLeavesOutWhatItMayGetsTheDefaults() {
        CompileOptions options = options("""
                "transition":{"type":"fade"},"music":{"url":"s3://b/k"},"captions":{"url":"s3://b/k","mode":"track"},
                "overlays":[{"text":"a"}]""");

        assertThat(options)
                .isEqualTo(CompileOptions.DEFAULT
                        .withTransition(Transition.of(TransitionType.FADE, Transition.DEFAULT_DURATION))
                        .withMusic(Music.of("s3://b/k"))
                        .withCaptions(new Captions("s3://b/k", CaptionsMode.TRACK, Captions.UNDETERMINED))
                        .withOverlays(List.of(Overlay.of("a"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "audioJoin ; null ; /audioJoin: must be one of auto, copy, exact, is null",
                "onBadClip ; \"drop\" ; /onBadClip: must be one of fail, skip, is \"drop\"",
                "transition ; \"fade\" ; /transition: must be an object, is a string",
                "transition ; {} ; /transition/type: missing",
                "transition ; {\"type\":\"custom\"} ; /transition/type: must be one of cut, crossfade, wipe, slide, fade",
                "transition ; {\"type\":\"fade\",\"durationMs\":99} ; /transition/durationMs: must be at least 100, is 99",
                "transition ; {\"type\":\"fade\",\"joins\":[{\"join\":0}]} ; /transition/joins/0/join: must be at least 1, is 0",
                "transition ; {\"type\":\"fade\",\"joins\":[{\"join\":1},{\"join\":1}]} ; /transition/joins/1/join: must not be named twice",
                "music ; {\"url\":\"http://b/k\"} ; /music/url: must match",
                "music ; {\"url\":\"s3://b/k\",\"volumeDb\":12.5} ; /music/volumeDb: must be at most 12, is 12.5",
                "music ; {\"url\":\"s3://b/k\",\"volumeDb\":1e999999999} ; /music",
                "captions ; {\"url\":\"s3://b/k\"} ; /captions/mode: missing",
                "captions ; {\"url\":\"s3://b/k\",\"mode\":\"track\",\"language\":\"portugu\u00eas\"} ; /captions/language: must match",
                "overlays ; [] ; /overlays: must have at least 1 entry",
                "overlays ; [{\"text\":\"\"}] ; /overlays/0/text: must have at least 1 character",
                "overlays ; [{\"text\":\"\\u0000\"}] ; /overlays/0/text: must not hold U+0000",
                "overlays ; [{\"text\":\"a\",\"fromMs\":5,\"toMs\":5}] ; /overlays/0/toMs: must be later than fromMs",
                "overlays ; [{\"text\":\"a\",\"color\":\"red\"}] ; /overlays/0/color: must match",
                "preview ; true ; /preview: must be one of plan, proxy, is true",
                "maxSizeBytes ; 9999 ; /maxSizeBytes: must be at least 10000, is 9999"
            })
    void namesWhatIsWrongWithAnOption(String field, String value, String detail) {
        assertThat(malformed(with(field, value)).detail()).startsWith(detail);
    }

    @Test
    void takesEveryFormatAndQualityAndALargestSize() {
        for (OutputFormat format : OutputFormat.values()) {
            for (Quality quality : Quality.values()) {
                CompileJob job = accepted(with(
                                "maxSizeBytes",
                                "10000,\"output\":{\"format\":\"%s\",\"quality\":\"%s\"}"
                                        .formatted(format.wireName(), quality.wireName())))
                        .job();

                assertThat(job.output()).isEqualTo(new OutputSpec(format, quality));
                assertThat(job.options().maxSizeBytes()).contains(10_000L);
            }
        }
    }

    @Test
    void aMistakeWeighsMoreThanAReservedField() {
        assertThat(malformed(with("normalizeLoudness", "true,\"tempo\":1")).detail())
                .isEqualTo("/tempo: unknown field");
    }

    @Test
    void keepsDetailsPrintableAndShort() {
        Malformed malformed = malformed(with("\\u0007\\n" + "z".repeat(5_000), "1"));

        assertThat(malformed.detail()).hasSizeLessThan(400).matches("\\P{Cntrl}+");
    }

    @Test
    void neverThrows() {
        Random random = new Random(20260131);
        String alphabet = "{}[]\",:0123456789.eE-+ntrufalsé\\ \n\uD83C\uDFA5\uD800\u0000";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder mutated = new StringBuilder(FULL);
            int edits = 1 + random.nextInt(4);
            for (int edit = 0; edit < edits; edit++) {
                int at = random.nextInt(mutated.length());
                char with = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> mutated.setCharAt(at, with);
                    case 1 -> mutated.insert(at, with);
                    default -> mutated.deleteCharAt(at);
                }
            }
            assertThat(reader.read(mutated.toString())).isNotNull();
        }
    }

    private JobMessage accepted(String body) {
        JobMessageReading reading = reader.read(body);
        assertThat(reading).isInstanceOf(Accepted.class);
        return ((Accepted) reading).message();
    }

    private CompileOptions options(String fields) {
        JobMessageReading reading = reader.read(SMALLEST.substring(0, SMALLEST.length() - 1) + "," + fields + "}");
        assertThat(reading).isInstanceOf(NotSupportedYet.class);
        return ((NotSupportedYet) reading).message().job().options();
    }

    private Malformed malformed(String body) {
        JobMessageReading reading = reader.read(body);
        assertThat(reading).isInstanceOf(Malformed.class);
        return (Malformed) reading;
    }

    private static String with(String field, String value) {
        return SMALLEST.substring(0, SMALLEST.length() - 1) + ",\"" + field + "\":" + value + "}";
    }

    private static String clips(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
