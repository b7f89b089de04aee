package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.JobMessageReader;
import dev.videocompilation.contract.job.JobMessageReading;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of options and formats in {@code docs/media.md} is what the contract's reader does. */
class MediaDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "media.md");

    /** A value of each option that a message may hold. */
    private static final Map<String, String> VALUES = Map.of(
            "maxSizeBytes", "10000000",
            "audioJoin", "\"exact\"",
            "onBadClip", "\"skip\"",
            "transition", "{\"type\":\"fade\"}",
            "music", "{\"url\":\"s3://b/k\"}",
            "normalizeLoudness", "true",
            "captions", "{\"url\":\"s3://b/k\",\"mode\":\"burned\"}",
            "overlays", "[{\"text\":\"a\"}]",
            "preview", "\"proxy\"");

    private final JobMessageReader reader = new JobMessageReader();

    @Test
    void hasEveryOptionAndEveryFormat() throws IOException {
        List<String> wanted = new ArrayList<>();
        for (Quality quality : Quality.values()) {
            wanted.add("quality: " + quality.wireName());
        }
        wanted.addAll(VALUES.keySet());

        assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(table().values())
                .allSatisfy(cells -> assertThat(cells.keySet()).containsExactly("mp4", "mov", "webm", "mkv", "avi"));
        assertThat(Arrays.stream(OutputFormat.values()).map(OutputFormat::wireName))
                .containsExactlyElementsOf(table().values().iterator().next().keySet());
    }

    @Test
    void saysWhatIsDoneAndWhatIsRefused() throws IOException {
        table().forEach((option, cells) -> cells.forEach((format, cell) -> {
            JobMessageReading reading = reader.read(message(option, format));
            if (cell.startsWith("yes")) {
                assertThat(reading).as("%s in %s", option, format).isInstanceOf(JobMessageReading.Accepted.class);
            } else {
                ErrorCode code = ErrorCode.valueOf(cell.replace("`", ""));
                assertThat(reading instanceof JobMessageReading.NotSupportedYet)
                        .as("%s in %s", option, format)
                        .isEqualTo(code == ErrorCode.NOT_SUPPORTED_YET);
            }
        }));
    }

    private static String message(String option, String format) {
        boolean isQuality = option.startsWith("quality: ");
        String quality = isQuality ? option.substring("quality: ".length()) : "high";
        String field = isQuality ? "" : ",\"%s\":%s".formatted(option, VALUES.get(option));
        return "{\"schemaVersion\":1,\"jobId\":\"job\",\"scriptId\":1,\"output\":{\"format\":\"%s\",\"quality\":\"%s\"}%s}"
                .formatted(format, quality, field);
    }

    /** The cells by option, then by format. */
    private static Map<String, Map<String, String>> table() throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        int at = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("| option |"))
                .findFirst()
                .orElseThrow());
        List<String> formats = cells(lines.get(at));
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        for (String line : lines.subList(at + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            List<String> cells = cells(line);
            Map<String, String> byFormat = new LinkedHashMap<>();
            for (int i = 1; i < cells.size(); i++) {
                byFormat.put(formats.get(i).replace("`", ""), cells.get(i));
            }
            table.put(cells.get(0).replace("`", ""), byFormat);
        }
        return table;
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
