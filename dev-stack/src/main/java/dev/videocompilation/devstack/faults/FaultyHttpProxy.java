package dev.videocompilation.devstack.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an HTTP server and misbehaves on demand. It passes requests on byte by byte, the Host header too (a signature
 * covers it), one request a connection, and remembers them all.
 */
public final class FaultyHttpProxy implements Closeable {
    /** What happens to a request. */
    public sealed interface Fault {
        /** Answered here, in S3's form; the server never sees it. */
        record Answer(int status, String code) implements Fault {}

        /** The server's answer, cut off after so many bytes of its body. */
        record Truncate(int bodyBytes) implements Fault {}

        /** The server's answer up to so many bytes of its body, then silence until the client hangs up. */
        record Stall(int bodyBytes) implements Fault {}

        /** Silence from the first byte on, until the client hangs up; the server never sees the request. */
        record Hang() implements Fault {}

        /** The server does as it is asked, and the answer is lost. */
        record LoseAnswer() implements Fault {}

        /** The connection is reset after so many bytes of the request's body; the server sees no more of it. */
        record ResetRequest(int bodyBytes) implements Fault {}

        /** The server's answer with a header set, in place of the server's own if it has that one. */
        record SetHeader(String name, String value) implements Fault {}
    }

    /** A request's first line and the rest of its head. */
    public record Request(String method, String target, List<String> headerLines) {
        /** A header's value, empty where it is missing. */
        public String header(String name) {
            return headerLines.stream()
                    .filter(line -> isHeader(line, name))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** One fault, for the next so many requests of a kind. */
    private static final class Rule {
        private final Predicate<Request> requests;
        private final AtomicInteger left;
        private final Fault fault;

        Rule(Predicate<Request> requests, int times, Fault fault) {
            this.requests = requests;
            this.left = new AtomicInteger(times);
            this.fault = fault;
        }

        boolean takes(Request request) {
            return requests.test(request) && left.getAndUpdate(count -> Math.max(count - 1, 0)) > 0;
        }
    }

    private final URI upstream;
    private final ServerSocket server;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger stalled = new AtomicInteger();

    private FaultyHttpProxy(URI upstream, ServerSocket server) {
        this.upstream = upstream;
        this.server = server;
    }

    /** Starts before a server. */
    public static FaultyHttpProxy before(URI upstream) {
        try {
            FaultyHttpProxy proxy =
                    new FaultyHttpProxy(upstream, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients go instead of the server. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The next so many of these requests suffer the fault. */
    public void fault(Predicate<Request> requests, int times, Fault fault) {
        rules.add(new Rule(requests, times, fault));
    }

    /** Forgets all faults and requests. */
    public void reset() {
        rules.clear();
        seen.clear();
        stalled.set(0);
    }

    /** How many of these requests came. */
    public long calls(Predicate<Request> requests) {
        return seen.stream().filter(requests).count();
    }

    /** Every request so far. */
    public List<Request> requests() {
        return List.copyOf(seen);
    }

    /** How many requests hang in {@link Fault.Stall} or {@link Fault.Hang}, or did. */
    public int stalled() {
        return stalled.get();
    }

    /** How many client connections are open. */
    public int openConnections() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            List<String> head = readHead(in);
            String[] first = head.getFirst().split(" ", -1);
            Request request = new Request(first[0], first[1], List.copyOf(head.subList(1, head.size())));
            seen.add(request);
            for (Rule rule : rules) {
                if (rule.takes(request)) {
                    serve(client, in, head, request, rule.fault);
                    return;
                }
            }
            pass(client, in, head, Integer.MAX_VALUE, null);
        } catch (IOException e) {
            // The client hung up, or the proxy was closed.
        } finally {
            sockets.remove(client);
        }
    }

    private void serve(Socket client, InputStream in, List<String> head, Request request, Fault fault)
            throws IOException {
        switch (fault) {
            case Fault.Answer answer -> answer(client, in, request, answer);
            case Fault.Truncate truncate -> pass(client, in, head, truncate.bodyBytes(), null);
            case Fault.Stall stall -> {
                pass(client, in, head, stall.bodyBytes(), null);
                stalled.incrementAndGet();
                in.transferTo(OutputStream.nullOutputStream());
            }
            case Fault.Hang _ -> {
                stalled.incrementAndGet();
                in.transferTo(OutputStream.nullOutputStream());
            }
            case Fault.LoseAnswer _ -> {
                try (Socket server = forward(client, in, head)) {
                    server.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
                client.setSoLinger(true, 0);
            }
            case Fault.ResetRequest reset -> {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                in.readNBytes(reset.bodyBytes());
                client.setSoLinger(true, 0);
            }
            case Fault.SetHeader header -> pass(client, in, head, Integer.MAX_VALUE, header);
        }
    }

    private static void answer(Socket client, InputStream in, Request request, Fault.Answer answer) throws IOException {
        if (request.header("Expect").isEmpty()
                && !request.header("Content-Length").isEmpty()) {
            in.skipNBytes(Long.parseLong(request.header("Content-Length")));
        }
        String body = request.method().equals("HEAD")
                ? ""
                : "<Error><Code>%s</Code><Message>made by the test</Message></Error>".formatted(answer.code());
        String head =
                "HTTP/1.1 %d Made\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(answer.status(), body.length());
        client.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    }

    /** Passes the request on, and the answer back up to a number of bytes of its body. */
    private void pass(Socket client, InputStream in, List<String> head, int bodyBytes, Fault.@Nullable SetHeader header)
            throws IOException {
        try (Socket server = forward(client, in, head)) {
            InputStream answer = new BufferedInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            List<String> lines = readHead(answer);
            while (lines.getFirst().contains(" 100 ")) {
                out.write(text(lines));
                lines = readHead(answer);
            }
            List<String> passed = new ArrayList<>(lines);
            if (header != null) {
                passed.removeIf(line -> isHeader(line, header.name()));
                passed.add(header.name() + ": " + header.value());
            }
            out.write(text(passed));
            if (bodyBytes == Integer.MAX_VALUE) {
                answer.transferTo(out);
            } else {
                out.write(answer.readNBytes(bodyBytes));
            }
            out.flush();
        }
    }

    private Socket forward(Socket client, InputStream in, List<String> head) throws IOException {
        Socket server = new Socket(upstream.getHost(), upstream.getPort());
        List<String> lines = new ArrayList<>(head);
        lines.removeIf(line -> isHeader(line, "Connection"));
        lines.add("Connection: close");
        OutputStream out = server.getOutputStream();
        out.write(text(lines));
        Thread.ofVirtual().start(() -> {
            try {
                // Not asked for its stream here: by now the answer may have been passed on and the socket closed.
                in.transferTo(out);
            } catch (IOException e) {
                // One side hung up; the other sees it.
            } finally {
                closeWithClient(client, server);
            }
        });
        return server;
    }

    /** A client that is gone ends its request at the server too. */
    private static void closeWithClient(Socket client, Socket server) {
        try {
            client.shutdownInput();
            server.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    private static boolean isHeader(String line, String name) {
        return line.regionMatches(true, 0, name + ":", 0, name.length() + 1);
    }

    private static byte[] text(List<String> lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> readHead(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                line.reset();
                if (text.isEmpty()) {
                    return lines;
                }
                lines.add(text);
            } else {
                line.write(next);
            }
        }
    }
}
