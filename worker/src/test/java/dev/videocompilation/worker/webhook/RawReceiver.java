package dev.videocompilation.worker.webhook;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A receiver without manners: it begins an answer with a fixed text, then writes a filler until it is cut off. */
final class RawReceiver implements AutoCloseable {
    private final ServerSocket server;
    private final String beginning;
    private final byte[] filler;
    private final long pauseMillis;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);

    private RawReceiver(ServerSocket server, String beginning, byte[] filler, long pauseMillis) {
        this.server = server;
        this.beginning = beginning;
        this.filler = filler;
        this.pauseMillis = pauseMillis;
    }

    /** Writes one byte every 20 ms after the beginning. */
    static RawReceiver dripping(String beginning) {
        return start(beginning, new byte[] {'a'}, 20);
    }

    /** Writes as fast as it can after the beginning. */
    static RawReceiver flooding(String beginning) {
        return start(beginning, "a".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII), 0);
    }

    private static RawReceiver start(String beginning, byte[] filler, long pauseMillis) {
        try {
            RawReceiver receiver = new RawReceiver(
                    new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), beginning, filler, pauseMillis);
            Thread.ofVirtual().start(receiver::accept);
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/webhooks");
    }

    int connections() {
        return connections.get();
    }

    /** How many connections the other side has ended. */
    int cutOff() {
        return cutOff.get();
    }

    long written() {
        return written.get();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket;
                OutputStream out = socket.getOutputStream()) {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (!closing.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                out.write(filler);
                written.addAndGet(filler.length);
            }
        } catch (IOException e) {
            cutOff.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
