package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.telemetry.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents say what the code does. */
final class DocumentsTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theReadmesSettingsAreTheCodes() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String table = readme.substring(
                        readme.indexOf("<!-- settings -->") + "<!-- settings -->".length(),
                        readme.indexOf("<!-- /settings -->"))
                .strip();
        assertThat(table).isEqualTo(SettingsTable.markdown(WorkerSettings.definitions()));
    }

    @Test
    void theMetricsTableIsTheCodes() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .isEqualTo(Arrays.stream(Metric.values())
                        .map(metric -> "| `%s` | %s | %s | %s |"
                                .formatted(
                                        metric.id(),
                                        metric.unit(),
                                        metric.dimension().isEmpty() ? "" : "`" + metric.dimension() + "`",
                                        metric.meaning()))
                        .toList());
    }

    @Test
    void everyTestThatShowsAFaultExists() throws IOException {
        Matcher named =
                Pattern.compile("`(\\w+Test)\\.(\\w+)`").matcher(Files.readString(ROOT.resolve("docs/reliability.md")));
        int count = 0;
        while (named.find()) {
            count++;
            assertThat(testSource(named.group(1))).contains("void " + named.group(2) + "(");
        }
        assertThat(count).isGreaterThan(30);
    }

    private static String testSource(String testClass) throws IOException {
        for (String module : List.of("worker", "chaos")) {
            try (Stream<Path> tree = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                List<Path> found =
                        tree.filter(file -> file.endsWith(testClass + ".java")).toList();
                if (!found.isEmpty()) {
                    return Files.readString(found.getFirst());
                }
            }
        }
        throw new AssertionError("there is no " + testClass);
    }

    @Test
    void everyMakeTargetThatADocumentNamesExists() throws IOException {
        String makefile = Files.readString(ROOT.resolve("Makefile"));
        for (Path document : documents()) {
            Matcher matcher = Pattern.compile("(?m)(?:^|`)make ([a-z][a-z-]*)").matcher(Files.readString(document));
            while (matcher.find()) {
                assertThat(makefile).as(document.toString()).containsPattern("(?m)^" + matcher.group(1) + ":");
            }
        }
    }

    @Test
    void noPlaceIsLeftToBeFilled() throws IOException {
        for (Path document : documents()) {
            assertThat(Files.readString(document)).as(document.toString()).doesNotContainPattern("@[A-Z]+@|TODO|TBD");
        }
    }

    @Test
    void everyLinkToAFileLeadsThere() throws IOException {
        for (Path document : documents()) {
            Matcher matcher = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)").matcher(Files.readString(document));
            while (matcher.find()) {
                assertThat(document.resolveSibling(matcher.group(1)))
                        .as(document.toString())
                        .exists();
            }
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }
}
