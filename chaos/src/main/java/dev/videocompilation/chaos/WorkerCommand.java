package dev.videocompilation.chaos;

import dev.videocompilation.worker.pipeline.CompilePipeline;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How a worker with crash points is started: a JVM over jars alone, so that a cache of its classes can be made. */
final class WorkerCommand {
    private static final String MAIN = "dev.videocompilation.worker.app.Main";

    private final Path cache;
    private final String classPath;

    private WorkerCommand(Path cache, String classPath) {
        this.cache = cache;
        this.classPath = classPath;
    }

    /** Weaves the crash points into the worker that is on this process's class path. */
    static WorkerCommand prepare(Path directory) {
        Path worker = CrashPointWeaver.location(CompilePipeline.class);
        List<Path> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> Files.exists(entry) && !entry.equals(worker.toAbsolutePath()))
                .toList();
        Path woven = CrashPointWeaver.weave(
                CompilePipeline.class,
                entries.stream().filter(Files::isDirectory).toList(),
                directory.resolve("worker-with-crash-points.jar"));
        List<String> jars = new ArrayList<>(List.of(woven.toString()));
        entries.stream().filter(Files::isRegularFile).map(Path::toString).forEach(jars::add);
        return new WorkerCommand(directory.resolve("worker.aot"), String.join(File.pathSeparator, jars));
    }

    /**
     * Starts one of the worker's commands.
     *
     * @param environment the whole of it
     * @param jvmOptions beside the usual ones
     * @param log gets both outputs
     */
    Process start(Map<String, String> environment, List<String> jvmOptions, Path log, String... arguments)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words(jvmOptions, arguments))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> words(List<String> jvmOptions, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx192m"));
        if (Files.exists(cache)) {
            words.add("-XX:AOTCache=" + cache);
        }
        words.addAll(jvmOptions);
        words.addAll(List.of("-cp", classPath, MAIN));
        words.addAll(List.of(arguments));
        return words;
    }

    /** The JVM's option that makes the cache from the classes that a command loads; later commands start from it. */
    String cacheOption() {
        return "-XX:AOTCacheOutput=" + cache;
    }
}
