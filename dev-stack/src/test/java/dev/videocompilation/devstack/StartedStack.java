package dev.videocompilation.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One stack for the test classes that leave it running; begins empty and ends with the JVM. */
final class StartedStack {

    static final Path DIRECTORY = Path.of("target", "test-stack").toAbsolutePath();

    private static final DevStack STACK = start();

    private StartedStack() {}

    static DevStack get() {
        return STACK;
    }

    private static DevStack start() {
        Path data = DIRECTORY.resolve("postgres/data");
        PostgresHost.endServerOf(data);
        delete(data);
        delete(DIRECTORY.resolve("s3"));
        DevStack stack = DevStack.start(DIRECTORY);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
        return stack;
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
