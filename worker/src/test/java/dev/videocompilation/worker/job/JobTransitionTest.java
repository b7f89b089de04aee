package dev.videocompilation.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.api.JobStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The transitions are those of docs/state-machine.md, and whatever writes a state names one of them. */
final class JobTransitionTest {
    private static final Path PAGE = Path.of("..", "docs", "state-machine.md");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `([A-Z_]+)` \\| ?([a-z]*) \\| ([a-z]+) \\| ([a-z]+) \\| ?(?:`([a-z_.]+)`)? \\| [^|]+ \\|$");
    private static final Pattern ARROW =
            Pattern.compile("(?m)^ +(\\[\\*]|[a-z]+) --> (\\[\\*]|[a-z]+)(?:: ([A-Z_]+))?$");

    @Test
    void theTableIsTheClass() throws IOException {
        List<String> table = matches(ROW, Files.readString(PAGE)).stream()
                .map(row -> "%s: %s to %s by %s with %s"
                        .formatted(
                                row.group(1),
                                row.group(2),
                                row.group(3),
                                row.group(4),
                                Optional.ofNullable(row.group(5)).orElse("")))
                .toList();

        assertThat(table)
                .containsExactlyElementsOf(Arrays.stream(JobTransition.values())
                        .map(transition -> "%s: %s to %s by %s with %s"
                                .formatted(
                                        transition,
                                        transition.from().map(State::wireName).orElse(""),
                                        transition.to().wireName(),
                                        transition.mover().name().toLowerCase(Locale.ROOT),
                                        transition.event().orElse("")))
                        .toList());
    }

    @Test
    void theDrawingIsTheClass() throws IOException {
        List<String> drawn = matches(ARROW, Files.readString(PAGE)).stream()
                .map(arrow -> "%s -> %s by %s"
                        .formatted(
                                arrow.group(1),
                                arrow.group(2),
                                Optional.ofNullable(arrow.group(3)).orElse("")))
                .toList();

        List<String> expected = new ArrayList<>();
        for (JobTransition transition : JobTransition.values()) {
            expected.add("%s -> %s by %s"
                    .formatted(
                            transition.from().map(State::wireName).orElse("[*]"),
                            transition.to().wireName(),
                            transition));
        }
        for (State state : State.values()) {
            if (JobTransition.isFinal(state)) {
                expected.add("%s -> [*] by ".formatted(state.wireName()));
            }
        }
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void fourStatesAreFinal() {
        assertThat(Arrays.stream(State.values()).filter(JobTransition::isFinal))
                .containsExactly(State.SUCCEEDED, State.FAILED, State.DEAD, State.CANCELLED);
    }

    @Test
    void whateverWritesAStateNamesItsTransition() throws IOException {
        Pattern write = Pattern.compile("set\\(\\s*COMPILE_JOBS\\s*\\.STATE\\s*,\\s*([^;]{0,60})");
        List<String> files = new ArrayList<>();
        for (Path source : sources()) {
            String code = Files.readString(source);
            assertThat(code)
                    .as(source.toString())
                    .doesNotContainPattern("(?i)update\\s+(video_compilation\\.)?compile_jobs");
            for (MatchResult found : matches(write, code)) {
                assertThat(found.group(1))
                        .as(source.toString())
                        .matches("(?s)(JobTransition\\.[A-Z_]+|transition)\\s*\\.to\\(\\).*");
                files.add(source.getFileName().toString());
            }
        }
        assertThat(files).containsOnly("JobClaims.java", "StateChange.java");
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> worker = Files.walk(Path.of("src", "main", "java"));
                Stream<Path> contract = Files.walk(Path.of("..", "api-contract", "src", "main", "java"))) {
            return Stream.concat(worker, contract)
                    .filter(path -> path.toString().endsWith(".java"))
                    .toList();
        }
    }
}
