package dev.videocompilation.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that must be closed again, the last opened first; whether the demo ends by itself or is told to stop, each part is
 * closed once, and none can be opened afterwards.
 */
final class Teardown implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private enum State {
        RUNNING,
        ENDED,
        STOPPED
    }

    /**
     * Opens a part and keeps it for {@link #close()}, which waits while this is under way.
     *
     * @throws DemoFailedException if the demo has ended or is being stopped
     */
    synchronized <T extends AutoCloseable> T open(Callable<T> opening) throws Exception {
        if (state.get() != State.RUNNING) {
            throw new DemoFailedException("The demo was stopped.");
        }
        T part = opening.call();
        parts.push(part);
        return part;
    }

    /**
     * Tells the demo from outside to stop, as Ctrl-C does; waits for nothing.
     *
     * @return false if it had begun to end by itself
     */
    boolean stop() {
        return state.compareAndSet(State.RUNNING, State.STOPPED);
    }

    /** Whether the demo was told to stop before it ended by itself. */
    boolean wasStopped() {
        return state.get() == State.STOPPED;
    }

    /** Closes every part, or waits until another thread has; one that fails to close keeps no other from it. */
    @Override
    public void close() {
        state.compareAndSet(State.RUNNING, State.ENDED);
        closeParts();
    }

    private synchronized void closeParts() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn(
                        "Could not close {}; going on with the others.",
                        part.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
