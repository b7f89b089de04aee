package dev.videocompilation.worker.app;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts a thread when the program is told to end (Ctrl-C, SIGTERM), and lets it tidy up before the program does: child
 * processes are stopped, working folders removed.
 */
final class Interruption implements AutoCloseable {
    private static final Duration TIDYING = Duration.ofSeconds(10);

    private final CountDownLatch tidied = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Thread working) {
        this.hook = new Thread(
                () -> {
                    working.interrupt();
                    awaitTidied();
                },
                "interruption");
    }

    /** Holds from here until closed; closing says that all is tidied up. */
    static Interruption ofThisThreadAtShutdown() {
        Interruption interruption = new Interruption(Objects.requireNonNull(Thread.currentThread()));
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    @Override
    public void close() {
        tidied.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already, and the hook waits no more.
        }
    }

    private void awaitTidied() {
        try {
            boolean inTime = tidied.await(TIDYING.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                System.err.println("video-worker: could not tidy up in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
