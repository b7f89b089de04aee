package dev.videocompilation.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that must be closed again, the last opened first; whether the demo ends by itself or is told to stop, each part is
 * closed once, and none can be opened afterwards.
 */
final class Teardown implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;
    private boolean stopped;

    /**
     * Opens a part and keeps it for {@link #close()}, which waits while this is under way.
     *
     * @throws DemoFailedException if the demo is being stopped
     */
    synchronized <T extends AutoCloseable> T open(Callable<T> opening) throws Exception {
        if (closed) {
            throw new DemoFailedException("The demo was stopped.");
        }
        T part = opening.call();
        parts.push(part);
        return part;
    }

    /**
     * Ends the opening of parts from outside, as Ctrl-C does; waits while a part is being opened.
     *
     * @return whether there is something to close, and closing is up to the caller
     */
    synchronized boolean stop() {
        stopped = !closed;
        closed = true;
        return stopped;
    }

    /** Whether the demo was ended from outside. */
    synchronized boolean wasStopped() {
        return stopped;
    }

    /** Closes every part; one that fails to close keeps no other from it. */
    @Override
    public synchronized void close() {
        closed = true;
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
