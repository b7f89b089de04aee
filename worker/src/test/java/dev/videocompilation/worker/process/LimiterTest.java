package dev.videocompilation.worker.process;

import static dev.videocompilation.worker.process.Processes.isAlive;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.process.ProcessExit.Ending;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children under limits, by the program {@code limited} that the build leaves beside ffmpeg. */
@Timeout(60)
final class LimiterTest {
    private static final Path LIMITED =
            Path.of(Objects.requireNonNull(System.getenv("FFMPEG_HOME"), "FFMPEG_HOME"), "limited");
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final long PLENTY = 1 << 20;
    private static final ProcessLimits WIDE = new ProcessLimits(4L << 30, Duration.ofMinutes(1), 1L << 30, 64);

    /** Says who it is and who started it, and goes on until it is ended. */
    private static final String ENDLESS = "echo $$; echo $PPID; while :; do sleep 0.05; done";

    @TempDir
    Path folder = Path.of("");

    private final ProcessRunner runner = new ProcessRunner();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void needTheProgram() {
        assumeThat(LIMITED)
                .as("limited, which the build makes on Linux with a C compiler")
                .isExecutable();
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 125, 126, 127, 183, 255})
    void passesOutputWordsAndExitCodeOnUnchanged(int code) {
        ProcessExit exit = run(WIDE, "echo one; echo two; echo oops >&2; exit " + code);

        assertThat(lines).containsExactly("one", "two");
        assertThat(exit).isEqualTo(new ProcessExit(Ending.BY_ITSELF, code, List.of("oops")));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 11, 15})
    void tellsTheSignalThatEndedTheChild(int signal) {
        assertThat(run(WIDE, "kill -" + signal + " $$"))
                .isEqualTo(new ProcessExit(Ending.BY_ITSELF, 128 + signal, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while :; do :; done",
                "trap '' XCPU; while :; do :; done",
                "trap 'exit 255' XCPU; while :; do :; done"
            })
    void endsAChildThatUsesUpItsProcessorTimeWhateverItMakesOfTheSignal(String script) {
        assertThat(run(new ProcessLimits(4L << 30, Duration.ofSeconds(2), 0, 64), script)
                        .ending())
                .isEqualTo(Ending.CPU_LIMIT_PASSED);
    }

    @Test
    void endsAChildWhoseFileGrowsBeyondItsLimit() {
        Path file = folder.resolve("file");

        ProcessExit exit = run(
                new ProcessLimits(4L << 30, LONG, 10_000, 64), "exec head -c 1000000 /dev/zero > '%s'".formatted(file));

        assertThat(exit.ending()).isEqualTo(Ending.FILE_LIMIT_PASSED);
        assertThat(file).hasSize(10_000);
    }

    @Test
    void countsNoPipeAsAFile() {
        assertThat(run(new ProcessLimits(4L << 30, LONG, 0, 64), "echo said; echo complained >&2"))
                .isEqualTo(new ProcessExit(Ending.BY_ITSELF, 0, List.of("complained")));
        assertThat(lines).containsExactly("said");
    }

    @Test
    void deniesAChildMemoryBeyondItsLimit() {
        ProcessExit exit =
                run(new ProcessLimits(64L << 20, LONG, 0, 64), "exec dd if=/dev/zero of=/dev/null bs=1G count=1");

        assertThat(exit.exitCode()).isEqualTo(1);
        assertThat(exit.stderrTail()).anyMatch(line -> line.contains("memory exhausted"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: error while loading shared libraries: libx.so.1: failed to map segment from shared object",
                "[in#0/mov @ 0x5] Error during demuxing: Cannot allocate memory",
                "[h264 @ 0x5] Could not allocate memory",
                "[rawvideo @ 0x7] Failed to allocate packet of size 49766400",
                "[h264 @ 0x5] thread_get_buffer() failed",
                "[fc#0 @ 0x5] pthread_create() failed: Resource temporarily unavailable",
                "terminate called after throwing an instance of 'std::bad_alloc'",
                "Out of memory"
            })
    void knowsTheWordsOfAChildThatWasDeniedMemory(String words) {
        ProcessExit exit = run(WIDE, "echo \"" + words + "\" >&2; echo 'Invalid data found' >&2; exit 183");

        assertThat(exit.ending()).isEqualTo(Ending.MEMORY_LIMIT_PASSED);
    }

    @Test
    void takesComplaintsOfAChildThatSucceedsForNoLimit() {
        assertThat(run(WIDE, "echo 'Cannot allocate memory' >&2").succeeded()).isTrue();
    }

    @Test
    void givesTheChildNoPrivilegesNoIgnoredSignalsAndNoCoreDump() {
        run(new ProcessLimits(3L << 30, Duration.ofSeconds(20), 4096, 17), "cat /proc/self/status /proc/self/limits");

        Map<String, String> facts = new TreeMap<>();
        for (String line : lines) {
            String[] nameAndValue = line.split(":\\s*|\\s{2,}", -1);
            facts.put(nameAndValue[0], nameAndValue[1]);
        }
        assertThat(facts)
                .containsEntry("NoNewPrivs", "1")
                .containsEntry("SigBlk", "0000000000000000")
                .containsEntry("SigIgn", "0000000000000000")
                .containsEntry("Max core file size", "0")
                .containsEntry("Max cpu time", "20")
                .containsEntry("Max file size", "4096")
                .containsEntry("Max open files", "17")
                .containsEntry("Max address space", Long.toString(3L << 30));
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("Max open files") || line.startsWith("Max address space")))
                .as("the hard limits too, so that none can be raised")
                .allSatisfy(line -> assertThat(line.split("\\s{2,}", -1)[2]).isEqualTo(line.split("\\s{2,}", -1)[1]));
    }

    @Test
    void givesTheChildNoEnvironmentButTheRequested() {
        runner.run(new ProcessRequest(
                        List.of("/usr/bin/env"), Path.of("/"), Map.of("ONLY", "this =1"), LONG, PLENTY, lines::add)
                .under(new Limiter(LIMITED, WIDE)));

        assertThat(lines).containsExactly("ONLY=this =1");
    }

    @Test
    void givesTheChildItsArgumentsUntouched() {
        List<String> words = List.of("--cpu=1", "--", "-x", "$(id)", "a b", "*", "'", "\"", "\\", "");
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "for a; do echo \"<$a>\"; done", "sh"));
        command.addAll(words);

        runner.run(new ProcessRequest(command, folder, Map.of(), LONG, PLENTY, lines::add)
                .under(new Limiter(LIMITED, WIDE)));

        assertThat(lines)
                .containsExactlyElementsOf(words.stream().map("<%s>"::formatted).toList());
    }

    @Test
    void givesTheChildAnEmptyStandardInputAndNoOtherDescriptor() throws IOException {
        // The shell hands on descriptor 9 to whatever it starts; this program must not.
        Process process = new ProcessBuilder(withShellInFront(
                        "exec 9</dev/null; exec \"$@\"",
                        new Limiter(LIMITED, WIDE).command(shell("cat; ls -l /proc/self/fd", LONG, line -> {}))))
                .start();
        processes.add(process);

        Map<String, String> descriptors = new TreeMap<>();
        for (String line : process.inputReader(StandardCharsets.UTF_8).lines().toList()) {
            if (line.contains(" -> ")) {
                String[] words = line.split(" ", -1);
                descriptors.put(words[words.length - 3], words[words.length - 1]);
            }
        }
        // 3 is the folder that ls itself reads.
        assertThat(descriptors.keySet()).containsExactly("0", "1", "2", "3");
        assertThat(descriptors).containsEntry("0", "/dev/null");
    }

    @Test
    void passesTheGracefulStopOnToTheChild() throws InterruptedException {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        CompletableFuture<ProcessExit> end = CompletableFuture.supplyAsync(
                () -> runner.run(shell("trap 'echo tidied; exit 7' TERM; " + ENDLESS, LONG, said::add)
                        .under(new Limiter(LIMITED, WIDE))));
        String child = said.take();
        String launcher = said.take();

        ProcessHandle.of(Long.parseLong(launcher)).orElseThrow().destroy();

        assertThat(end.join()).isEqualTo(new ProcessExit(Ending.BY_ITSELF, 7, List.of()));
        assertThat(said).containsExactly("tidied");
        assertThat(isAlive(child)).isFalse();
    }

    @Test
    void endsTheChildWhenItIsKilledItself() throws InterruptedException {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        CompletableFuture<ProcessExit> end = CompletableFuture.supplyAsync(
                () -> runner.run(shell(ENDLESS, LONG, said::add).under(new Limiter(LIMITED, WIDE))));
        String child = said.take();
        String launcher = said.take();

        ProcessHandle.of(Long.parseLong(launcher)).orElseThrow().destroyForcibly();

        assertThat(end.join().endedFromOutside()).isTrue();
        await().atMost(10, SECONDS).until(() -> !isAlive(child));
    }

    @Test
    void endsAtItsDeadlineAChildThatIgnoresTheGracefulStop() {
        ProcessExit exit = runner.run(shell("trap '' TERM; " + ENDLESS, Duration.ofMillis(300), lines::add)
                .under(new Limiter(LIMITED, WIDE)));

        assertThat(exit.ending()).isEqualTo(Ending.DEADLINE_PASSED);
        assertThat(lines).hasSize(2).noneMatch(Processes::isAlive);
    }

    @Test
    void leavesNoProcessBehindWhenInterrupted() throws InterruptedException {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        Thread job = Thread.ofVirtual().start(() -> {
            try {
                runner.run(shell("trap '' TERM; " + ENDLESS, LONG, said::add).under(new Limiter(LIMITED, WIDE)));
                stopped.complete(false);
            } catch (StoppedException e) {
                stopped.complete(true);
            }
        });
        List<String> pids = List.of(said.take(), said.take());

        job.interrupt();

        assertThat(stopped.join()).isTrue();
        assertThat(pids).noneMatch(Processes::isAlive);
    }

    @Test
    void endsAChildThatSaysMoreThanItMay() {
        ProcessExit exit = runner.run(new ProcessRequest(
                        List.of("/bin/sh", "-c", "echo $$; while :; do echo more; done"),
                        folder,
                        Map.of(),
                        LONG,
                        1_000,
                        lines::add)
                .under(new Limiter(LIMITED, WIDE)));

        assertThat(exit.ending()).isEqualTo(Ending.OUTPUT_LIMIT_PASSED);
        assertThat(isAlive(lines.get(0))).isFalse();
    }

    @Test
    void endsByItselfAChildWhoseDeadlineNobodyWatches() throws Exception {
        Limiter limiter = new Limiter(LIMITED, WIDE);
        List<String> command = limiter.command(shell("trap '' TERM; " + ENDLESS, Duration.ofMillis(1), line -> {}));
        Process launcher = new ProcessBuilder(command).start();
        processes.add(launcher);
        String child = launcher.inputReader(StandardCharsets.UTF_8).readLine();

        int code = launcher.waitFor();

        assertThat(limiter.ending(code, List.of())).isEqualTo(Ending.DEADLINE_PASSED);
        assertThat(isAlive(child)).isFalse();
    }

    @Test
    void endsOnlyTheChildWhoseOwnLifelineIsCut() throws Exception {
        Process first = start(ENDLESS);
        Process second = start(ENDLESS);
        String firstChild = readPid(first);
        String secondChild = readPid(second);

        // Were the second to hold the first's lifeline too, the first would not see its end.
        first.getOutputStream().close();

        assertThat(first.waitFor()).isEqualTo(128 + 9);
        assertThat(isAlive(firstChild)).isFalse();
        assertThat(isAlive(secondChild)).isTrue();
        second.getOutputStream().close();
        assertThat(second.waitFor()).isEqualTo(128 + 9);
        assertThat(isAlive(secondChild)).isFalse();
    }

    @Test
    void endsEveryChildWhenTheirJvmIsKilled() throws Exception {
        Process jvm = startJvm(ENDLESS, ENDLESS);
        List<String> pids = readLines(jvm, 4);

        jvm.destroyForcibly().waitFor();

        await().atMost(10, SECONDS).until(() -> pids.stream().noneMatch(Processes::isAlive));
    }

    @Test
    void letsTheChildrenOfAStoppedJvmGoOn() throws Exception {
        Path file = folder.resolve("grows");
        Process jvm = startJvm("echo $$; echo $PPID; while :; do echo more >> '%s'; sleep 0.02; done".formatted(file));
        List<String> pids = readLines(jvm, 2);

        signal("STOP", jvm.pid());
        await().atMost(10, SECONDS).until(() -> state(jvm.pid()) == 'T');
        long before = Files.size(file);
        await().atMost(20, SECONDS).until(() -> Files.size(file) > before + 500);
        assertThat(pids).allMatch(Processes::isAlive);

        // A stopped process dies of SIGKILL too, and is not continued for that.
        jvm.destroyForcibly().waitFor();
        await().atMost(10, SECONDS).until(() -> pids.stream().noneMatch(Processes::isAlive));
    }

    @Test
    void saysWhichProgramIsMissing() {
        assertThatThrownBy(() -> runner.run(
                        new ProcessRequest(List.of("/nowhere/ffmpeg"), folder, Map.of(), LONG, PLENTY, lines::add)
                                .under(new Limiter(LIMITED, WIDE))))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("limited: cannot start /nowhere/ffmpeg: No such file or directory");
    }

    @Test
    void callsAProgramThatCannotBeLoadedForWantOfMemoryDeniedMemory() {
        assertThat(run(new ProcessLimits(64 << 10, LONG, 0, 64), "exit 0").succeeded())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cpu=-1",
                "--cpu=0",
                "--cpu=",
                "--cpu=1s",
                "--cpu=99999999999999999999",
                "--address-space= 5",
                "--open-files=3",
                "--no-such=1",
                "--file-size"
            })
    void refusesToStartAnythingByNumbersThatItCannotRead(String wrong) throws Exception {
        List<String> command = new ArrayList<>(new Limiter(LIMITED, WIDE).command(shell("echo ran", LONG, line -> {})));
        command.add(command.indexOf("--"), wrong);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(125);
        assertThat(said).contains("limited: ").doesNotContain("ran");
    }

    /** What the JVM that is killed runs: a child for each argument, all at once, whose lines it passes on. */
    static final class Jvm {
        private Jvm() {}

        @SuppressWarnings("SystemOut") // Its standard output is what the test reads.
        public static void main(String[] scripts) throws InterruptedException {
            List<Thread> threads = Stream.of(scripts)
                    .map(script -> Thread.ofVirtual()
                            .start(() -> new ProcessRunner()
                                    .run(shell(script, LONG, System.out::println)
                                            .under(new Limiter(LIMITED, WIDE)))))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private Process startJvm(String... scripts) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Jvm.class.getName()));
        command.addAll(List.of(scripts));
        Process jvm = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(jvm);
        return jvm;
    }

    private Process start(String script) throws IOException {
        Process process =
                new ProcessBuilder(new Limiter(LIMITED, WIDE).command(shell(script, LONG, line -> {}))).start();
        processes.add(process);
        return process;
    }

    private static String readPid(Process process) throws IOException {
        return Objects.requireNonNull(
                process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    private static List<String> readLines(Process process, int count) throws IOException {
        List<String> read = new ArrayList<>();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        while (read.size() < count) {
            read.add(Objects.requireNonNull(reader.readLine(), "the JVM ended early"));
        }
        return read;
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private static char state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static List<String> withShellInFront(String script, List<String> command) {
        List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        all.addAll(command);
        return all;
    }

    private ProcessExit run(ProcessLimits limits, String script) {
        return runner.run(shell(script, LONG, lines::add).under(new Limiter(LIMITED, limits)));
    }

    private static ProcessRequest shell(String script, Duration deadline, Consumer<String> line) {
        return new ProcessRequest(
                List.of("/bin/sh", "-c", script),
                Path.of("/"),
                Map.of("PATH", "/usr/bin:/bin"),
                deadline,
                PLENTY,
                line);
    }
}
