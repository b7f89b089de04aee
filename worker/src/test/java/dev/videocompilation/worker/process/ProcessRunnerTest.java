package dev.videocompilation.worker.process;

import static dev.videocompilation.worker.process.Processes.isAlive;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.process.ProcessExit.Ending;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final long PLENTY = 1 << 20;

    private final ProcessRunner runner = new ProcessRunner();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void tellsOutputExitCodeAndLastWords() {
        ProcessExit exit = runner.run(shell("echo one; echo two; echo oops >&2; exit 3", LONG, PLENTY, lines::add));

        assertThat(lines).containsExactly("one", "two");
        assertThat(exit).isEqualTo(new ProcessExit(Ending.BY_ITSELF, 3, List.of("oops")));
        assertThat(exit.succeeded()).isFalse();
    }

    @Test
    void tellsTheSignalThatEndedTheChild() {
        ProcessExit exit = runner.run(shell("kill -KILL $$", LONG, PLENTY, lines::add));

        assertThat(exit.ending()).isEqualTo(Ending.BY_ITSELF);
        assertThat(exit.exitCode()).isEqualTo(128 + 9);
    }

    @Test
    void endsAtItsDeadlineAChildThatIgnoresTheGracefulStop() {
        ProcessExit exit = runner.run(shell(
                "trap '' TERM; echo $$; while :; do sleep 0.05; done", Duration.ofMillis(300), PLENTY, lines::add));

        assertThat(exit.ending()).isEqualTo(Ending.DEADLINE_PASSED);
        assertThat(exit.succeeded()).isFalse();
        assertThat(isAlive(lines.get(0))).isFalse();
    }

    @Test
    void givesAChildTheTimeToEndGracefullyAtItsDeadline() {
        ProcessExit exit = runner.run(shell(
                "trap 'echo tidied; exit 0' TERM; while :; do sleep 0.05; done",
                Duration.ofMillis(300),
                PLENTY,
                lines::add));

        assertThat(lines).containsExactly("tidied");
        assertThat(exit.ending()).isEqualTo(Ending.DEADLINE_PASSED);
        assertThat(exit.succeeded()).isFalse();
    }

    @Test
    void endsAtItsDeadlineWhateverTheChildStartedToo() {
        ProcessExit exit = runner.run(shell(
                "trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000", Duration.ofMillis(300), PLENTY, lines::add));

        assertThat(exit.ending()).isEqualTo(Ending.DEADLINE_PASSED);
        await().atMost(5, SECONDS).until(() -> !isAlive(lines.get(0)));
    }

    @Test
    @Timeout(30)
    void doesNotWaitBeyondTheDeadlineForAGrandchildThatKeepsThePipesOpen() {
        ProcessExit exit = runner.run(shell("sleep 1000 & echo $!", Duration.ofMillis(300), PLENTY, lines::add));

        // Java may close the pipes at the child's end, or leave a read in them until the deadline: both are an end.
        assertThat(exit.ending()).isIn(Ending.BY_ITSELF, Ending.DEADLINE_PASSED);
        assertThat(lines).hasSize(1);
        ProcessHandle.of(Long.parseLong(lines.get(0))).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void leavesNoProcessBehindWhenInterrupted() throws InterruptedException {
        CompletableFuture<Long> child = new CompletableFuture<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicReference<@Nullable Boolean> stillInterrupted = new AtomicReference<>();
        Thread job = Thread.ofPlatform().start(() -> {
            try {
                runner.run(shell(
                        "trap '' TERM; echo $$; while :; do sleep 0.05; done",
                        LONG,
                        PLENTY,
                        line -> child.complete(Long.valueOf(line))));
            } catch (StoppedException e) {
                thrown.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        long pid = child.join();

        job.interrupt();
        job.join();

        assertThat(thrown.get()).isInstanceOf(StoppedException.class);
        assertThat(stillInterrupted.get()).isTrue();
        assertThat(isAlive(Long.toString(pid))).isFalse();
    }

    @Test
    void endsAChildThatSaysMoreThanItMay() {
        ProcessExit exit = runner.run(shell("echo $$; while :; do echo more; done", LONG, 1_000, lines::add));

        assertThat(exit.ending()).isEqualTo(Ending.OUTPUT_LIMIT_PASSED);
        assertThat(exit.succeeded()).isFalse();
        assertThat(String.join("\n", lines)).hasSizeLessThanOrEqualTo(1_000);
        assertThat(isAlive(lines.get(0))).isFalse();
    }

    @Test
    void endsAChildThatSaysMoreThanItMayWithoutEverEndingALine() {
        AtomicLong longest = new AtomicLong();
        ProcessExit exit = runner.run(shell(
                "exec tr '\\0' x < /dev/zero",
                LONG,
                100_000,
                line -> longest.accumulateAndGet(line.length(), Math::max)));

        assertThat(exit.ending()).isEqualTo(Ending.OUTPUT_LIMIT_PASSED);
        assertThat(longest.get()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void keepsTheLastWordsOnlyAndNoneAtLength() {
        ProcessExit exit = runner.run(shell(
                "seq 1 1000 >&2; printf '%010000d\\n' 7 >&2; head -c 3000000 /dev/zero >&2", LONG, PLENTY, lines::add));

        assertThat(exit.stderrTail())
                .hasSize(40)
                .startsWith("963")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(500));
        assertThat(exit.stderrTail().get(38)).startsWith("0000");
    }

    @Test
    void givesTheChildNoEnvironmentButTheRequested() {
        runner.run(new ProcessRequest(
                List.of("/usr/bin/env"), Path.of("/"), Map.of("ONLY", "this"), LONG, PLENTY, lines::add));

        assertThat(lines).containsExactly("ONLY=this");
    }

    @Test
    void givesTheChildItsArgumentsUntouchedByAnyShell() {
        List<String> words = List.of("$(id)", "`id`", "a b", "*", ";", "'", "\"", "\\", "");
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "for a; do echo \"<$a>\"; done", "sh"));
        command.addAll(words);

        runner.run(new ProcessRequest(command, Path.of("/"), Map.of(), LONG, PLENTY, lines::add));

        assertThat(lines)
                .containsExactlyElementsOf(words.stream().map("<%s>"::formatted).toList());
    }

    @Test
    void givesTheChildAnEmptyStandardInput() {
        ProcessExit exit = runner.run(shell("cat; echo ended", LONG, PLENTY, lines::add));

        assertThat(exit.succeeded()).isTrue();
        assertThat(lines).containsExactly("ended");
    }

    @Test
    void endsTheChildAndPassesOnWhatItsReaderThrows() {
        IllegalStateException failure = new IllegalStateException("cannot read this");

        assertThatThrownBy(() -> runner.run(shell("echo $$; sleep 1000", LONG, PLENTY, line -> {
                    lines.add(line);
                    throw failure;
                })))
                .isSameAs(failure);
        await().atMost(5, SECONDS).until(() -> !isAlive(lines.get(0)));
    }

    @Test
    void saysWhichProgramIsMissing() {
        assertThatThrownBy(() -> runner.run(new ProcessRequest(
                        List.of("/nowhere/ffmpeg"), Path.of("/"), Map.of(), LONG, PLENTY, lines::add)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/nowhere/ffmpeg");
    }

    @Test
    void readsEveryLineInOrderOfAChildThatSaysMuch() {
        runner.run(shell("seq 1 100000; printf last", LONG, PLENTY, lines::add));

        List<String> expected = new ArrayList<>(
                IntStream.rangeClosed(1, 100_000).mapToObj(Integer::toString).toList());
        expected.add("last");
        assertThat(lines).isEqualTo(expected);
    }

    private static ProcessRequest shell(String script, Duration deadline, long limitBytes, Consumer<String> line) {
        return new ProcessRequest(
                List.of("/bin/sh", "-c", script),
                Path.of("/"),
                Map.of("PATH", "/usr/bin:/bin"),
                deadline,
                limitBytes,
                line);
    }
}
