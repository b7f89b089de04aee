package dev.videocompilation.devstack.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyTcpProxyTest {
    private final Queue<String> served = new ConcurrentLinkedQueue<>();
    private ServerSocket echo;
    private FaultyTcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = FaultyTcpProxy.before(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesBytesBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void cutsConnectionsThatStandAndServesNewOnes() throws IOException {
        try (Socket client = connect()) {
            ask(client, "hello");
            proxy.cut();
            assertThatThrownBy(() -> ask(client, "again")).isInstanceOf(IOException.class);
        }
        try (Socket client = connect()) {
            assertThat(ask(client, "new")).isEqualTo("new");
        }
    }

    @Test
    void refusesUntilHealed() throws IOException {
        proxy.refuse();
        try (Socket client = connect()) {
            assertThatThrownBy(() -> ask(client, "hello")).isInstanceOf(IOException.class);
        }
        proxy.heal();
        try (Socket client = connect()) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void stallsUntilHealedAndLosesNothing() throws IOException {
        try (Socket client = connect()) {
            ask(client, "hello");
            proxy.stall();
            client.setSoTimeout(200);
            assertThatThrownBy(() -> ask(client, "later")).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(5_000);
            assertThat(read(client, 5)).isEqualTo("later");
        }
    }

    @Test
    void truncatesTheAnswerAfterSoManyBytes() throws IOException {
        try (Socket client = connect()) {
            ask(client, "hello");
            proxy.truncateAnswersAfter(3);
            client.getOutputStream().write("again".getBytes(StandardCharsets.US_ASCII));
            assertThat(read(client, 3)).isEqualTo("aga");
            assertThatThrownBy(() -> read(client, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void losesTheAnswerToOneRequestThatTheServerServes() throws IOException {
        try (Socket client = connect()) {
            proxy.loseAnswerTo("COMMIT");
            assertThat(ask(client, "BEGIN")).isEqualTo("BEGIN");
            assertThatThrownBy(() -> ask(client, "COMMIT")).isInstanceOf(IOException.class);
        }
        assertThat(served).contains("COMMIT");
        assertThat(proxy.answerIsStillToBeLost()).isFalse();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(5_000);
        return client;
    }

    private static String ask(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return read(client, text.length());
    }

    private static String read(Socket client, int bytes) throws IOException {
        byte[] read = client.getInputStream().readNBytes(bytes);
        if (read.length < bytes) {
            throw new IOException("the connection ended");
        }
        return new String(read, StandardCharsets.US_ASCII);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void echo(Socket socket) {
        byte[] buffer = new byte[100];
        try (socket) {
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                served.add(new String(buffer, 0, read, StandardCharsets.US_ASCII));
                socket.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Reset by the proxy.
        }
    }
}
