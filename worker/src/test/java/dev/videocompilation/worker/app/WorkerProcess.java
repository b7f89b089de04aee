package dev.videocompilation.worker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A worker in a process of its own, with its log in a file. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static WorkerProcess start(Map<String, String> environment, Path directory) throws IOException {
        return start(environment, directory, "run");
    }

    /** Starts one of the command line's commands. */
    static WorkerProcess start(Map<String, String> environment, Path directory, String command) throws IOException {
        Path log = Files.createTempFile(directory, "worker-", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("LOG_FORMAT", "json");
        return new WorkerProcess(builder.start(), log);
    }

    /** Waits until the log holds a text. */
    void awaitLog(String text) {
        Awaitility.await(text).atMost(60, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive() && !log().contains(text)) {
                throw new AssertionError("the worker ended early: " + log());
            }
            return log().contains(text);
        });
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP: it stands still, its connections and leases with it. */
    void freeze() throws IOException, InterruptedException {
        assertSignalled("-STOP");
    }

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        assertSignalled("-CONT");
    }

    /** Sends a signal that Java has no word for; false where there is no such process any more. */
    static boolean signal(long pid, String signal) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor() == 0;
    }

    private void assertSignalled(String signal) throws IOException, InterruptedException {
        if (!signal(process.pid(), signal)) {
            throw new AssertionError("the worker has ended");
        }
    }

    /** SIGTERM. */
    void signalToEnd() {
        process.destroy();
    }

    /** SIGTERM, and the wait for its end; the exit code. */
    int terminate() throws InterruptedException {
        signalToEnd();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("the worker did not end within 60 s of SIGTERM");
        }
        return process.exitValue();
    }

    /** Waits until it ends by itself; the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("the command did not end within 60 s");
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                terminate();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
