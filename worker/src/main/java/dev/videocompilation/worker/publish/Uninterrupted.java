package dev.videocompilation.worker.publish;

/** Runs a clean-up to its end even where the caller is being interrupted, and keeps the interrupt for afterwards. */
final class Uninterrupted {
    private Uninterrupted() {}

    static void run(Runnable cleanUp) {
        Thread thread = Thread.ofVirtual().name("clean-up").start(cleanUp);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
