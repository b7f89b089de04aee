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
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before any TCP server, such as PostgreSQL, and passes bytes both ways until it is told to cut, stall, slow or truncate
 * them. What it is told holds for every connection, those that stand included.
 */
public final class FaultyTcpProxy implements Closeable {
    private static final int BUFFER_BYTES = 16 << 10;

    private final InetSocketAddress upstream;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final TcpFaults faults = new TcpFaults();

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
        faults.refuse();
        cut();
    }

    /** Passes nothing on, either way, until {@link #heal}; the connections stand. */
    public void stall() {
        faults.stall();
    }

    /** Waits so long before it passes on each piece, of 16 KiB at most, until {@link #heal}. */
    public void slow(long millisPerPiece) {
        faults.slow(millisPerPiece);
    }

    /** Passes on so many more bytes from the server, over all connections, and resets the connection on which they end. */
    public void truncateAnswersAfter(long bytes) {
        faults.truncateAnswersAfter(bytes);
    }

    /**
     * Loses one answer: the next piece from a client that holds the text still reaches the server, which does as it is told, and
     * the connection is reset when its answer comes.
     *
     * @param text as the client's protocol spells it, such as {@code COMMIT}
     */
    public void loseAnswerTo(String text) {
        faults.loseAnswerTo(text);
    }

    /** Whether an answer that {@link #loseAnswerTo} asked for is still to be lost. */
    public boolean answerIsStillToBeLost() {
        return faults.answerIsStillToBeLost();
    }

    /** Ends all faults. */
    public void heal() {
        faults.heal();
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
            if (faults.isRefusing()) {
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
                    faults.awaitTurn();
                    byte[] piece = Arrays.copyOf(buffer, read);
                    losesAnswer |= faults.isToBeLost(piece);
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
                    faults.awaitTurn();
                    int allowed = losesAnswer ? 0 : (int) Math.min(read, faults.allowed(read));
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
