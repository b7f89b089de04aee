package dev.videocompilation.devstack.faults;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands before any TCP server, such as PostgreSQL, and passes bytes both ways until it is told to cut, stall, slow or truncate
 * them. What it is told holds for every connection, those that stand included.
 */
public final class FaultyTcpProxy implements Closeable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final InetSocketAddress upstream;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong answerBytesLeft = new AtomicLong(NO_LIMIT);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private boolean stalled;
    private boolean refusing;
    private long pauseMillis;
    private @Nullable Predicate<byte[]> lostAnswer;

    private FaultyTcpProxy(InetSocketAddress upstream, ServerSocket server) {
        this.upstream = upstream;
        this.server = server;
    }

    /** Starts before a server on this machine. */
    public static FaultyTcpProxy before(int upstreamPort) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            FaultyTcpProxy proxy = new FaultyTcpProxy(
                    new InetSocketAddress(loopback, upstreamPort), new ServerSocket(0, 128, loopback));
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients go instead of the server. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections stand. */
    public int openConnections() {
        return connections.size();
    }

    /** Resets every connection that stands; new ones are served. */
    public void cut() {
        connections.forEach(Connection::reset);
    }

    /** Resets every connection that stands and every new one, until {@link #heal}. */
    public void refuse() {
        lock.lock();
        try {
            refusing = true;
        } finally {
            lock.unlock();
        }
        cut();
    }

    /** Passes nothing on, either way, until {@link #heal}; the connections stand. */
    public void stall() {
        lock.lock();
        try {
            stalled = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long before it passes on each piece, of 16 KiB at most, until {@link #heal}. */
    public void slow(long millisPerPiece) {
        lock.lock();
        try {
            pauseMillis = millisPerPiece;
        } finally {
            lock.unlock();
        }
    }

    /** Passes on so many more bytes from the server, over all connections, and resets the connection on which they end. */
    public void truncateAnswersAfter(long bytes) {
        answerBytesLeft.set(bytes);
    }

    /**
     * Loses one answer: the next piece from a client that holds the text still reaches the server, which does as it is told, and
     * the connection is reset when its answer comes.
     *
     * @param text as the client's protocol spells it, such as {@code COMMIT}
     */
    public void loseAnswerTo(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        lock.lock();
        try {
            lostAnswer = piece -> indexOf(piece, wanted) >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an answer that {@link #loseAnswerTo} asked for is still to be lost. */
    public boolean answerIsStillToBeLost() {
        lock.lock();
        try {
            return lostAnswer != null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all faults. */
    public void heal() {
        answerBytesLeft.set(NO_LIMIT);
        lock.lock();
        try {
            stalled = false;
            refusing = false;
            pauseMillis = 0;
            lostAnswer = null;
            flowing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        heal();
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> open(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void open(Socket client) {
        Connection connection = new Connection(client, new Socket());
        connections.add(connection);
        try {
            if (isRefusing()) {
                connection.reset();
                return;
            }
            connection.upstream.connect(upstream);
            Thread.ofVirtual().start(connection::passRequests);
            connection.passAnswers();
        } catch (IOException e) {
            connection.reset();
        }
    }

    private boolean isRefusing() {
        lock.lock();
        try {
            return refusing;
        } finally {
            lock.unlock();
        }
    }

    /** Waits as long as the faults of the moment want. */
    private void awaitTurn() throws InterruptedException {
        long pause;
        lock.lock();
        try {
            while (stalled) {
                flowing.await();
            }
            pause = pauseMillis;
        } finally {
            lock.unlock();
        }
        if (pause > 0) {
            Thread.sleep(pause);
        }
    }

    /** Whether the answer to this piece is the one to be lost; asked once. */
    private boolean isToBeLost(byte[] piece) {
        lock.lock();
        try {
            if (lostAnswer == null || !lostAnswer.test(piece)) {
                return false;
            }
            lostAnswer = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static int indexOf(byte[] text, byte[] wanted) {
        for (int start = 0; start <= text.length - wanted.length; start++) {
            if (Arrays.equals(text, start, start + wanted.length, wanted, 0, wanted.length)) {
                return start;
            }
        }
        return -1;
    }

    /** A client's connection and the server's. */
    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean losesAnswer;
        private final AtomicInteger directionsEnded = new AtomicInteger();

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void passRequests() {
            try {
                InputStream in = client.getInputStream();
                OutputStream out = upstream.getOutputStream();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    awaitTurn();
                    byte[] piece = Arrays.copyOf(buffer, read);
                    losesAnswer |= isToBeLost(piece);
                    out.write(piece);
                }
                upstream.shutdownOutput();
                directionEnded();
            } catch (IOException e) {
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reset();
            }
        }

        void passAnswers() {
            try {
                InputStream in = upstream.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    awaitTurn();
                    int allowed = losesAnswer ? 0 : (int) Math.min(read, allowed(read));
                    out.write(buffer, 0, allowed);
                    if (allowed < read) {
                        reset();
                        return;
                    }
                }
                // Not a reset, which would take back what the client has not read yet.
                client.shutdownOutput();
                directionEnded();
            } catch (IOException e) {
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reset();
            }
        }

        private void directionEnded() throws IOException {
            if (directionsEnded.incrementAndGet() == 2) {
                connections.remove(this);
                client.close();
                upstream.close();
            }
        }

        private long allowed(int wanted) {
            return Math.max(
                    0, answerBytesLeft.getAndUpdate(left -> left == NO_LIMIT ? NO_LIMIT : Math.max(0, left - wanted)));
        }

        void reset() {
            connections.remove(this);
            end(client);
            end(upstream);
        }

        private static void end(Socket socket) {
            try {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            } catch (IOException e) {
                // Ended already.
            }
        }
    }
}
