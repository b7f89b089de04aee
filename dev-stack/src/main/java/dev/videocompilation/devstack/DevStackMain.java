package dev.videocompilation.devstack;

import dev.videocompilation.migrations.MigrationFailedException;
import dev.videocompilation.migrations.Migrations;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the stack until it is interrupted or told to end (SIGTERM): starts it, migrates its database, and prints the
 * worker's environment as lines for a shell. Takes one argument, the directory for its files (default
 * {@code target/dev-stack}). Exits with 1 and one sentence where it cannot start.
 */
public final class DevStackMain {

    private DevStackMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "target/dev-stack");
        DevStack stack;
        try {
            stack = DevStack.start(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "dev-stack-stop"));
            Migrations.migrate(stack.dataSource());
        } catch (DevStackException | MigrationFailedException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
            return;
        }
        stack.environment().forEach((name, value) -> System.out.println("export " + name + "='" + value + "'"));
        System.out.println("# Ready. Ctrl-C ends it.");
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
