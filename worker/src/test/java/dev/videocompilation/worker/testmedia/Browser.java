package dev.videocompilation.worker.testmedia;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays a video in Chromium, whose decoder knows of a track's parameter sets what its sample entry says and nothing else, and tells
 * what is seen.
 */
public final class Browser {
    private static final long MOST_SECONDS = 90;
    private static final List<Path> PROGRAMS = Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(name -> Path.of("/usr/bin", name))
            .toList();

    /** What the page does: seek, paint, and tell the mean colours of a grid of fields. */
    private static final String PAGE = """
            <!doctype html><body><script>
            const columns = 16, rows = 9;
            const canvas = document.createElement('canvas');
            const paint = canvas.getContext('2d', { willReadFrequently: true });
            const video = document.createElement('video');
            video.muted = true;
            const tell = what => fetch('/seen', { method: 'POST', body: JSON.stringify(what) });
            const means = ({ data, width, height }) => {
                const sums = new Array(columns * rows * 3).fill(0);
                const wide = width / columns, high = height / rows;
                for (let y = 0; y < height; y++) {
                    for (let x = 0; x < width; x++) {
                        const cell = Math.floor(y / high) * columns + Math.floor(x / wide);
                        for (let c = 0; c < 3; c++) {
                            sums[cell * 3 + c] += data[(y * width + x) * 4 + c];
                        }
                    }
                }
                return sums.map(sum => Math.round(sum / (wide * high)));
            };
            const until = event => new Promise(done => video.addEventListener(event, done, { once: true }));
            video.addEventListener('error', () => tell({ error: video.error.message }));
            (async () => {
                const loaded = until('loadeddata');
                video.src = '/video';
                await loaded;
                canvas.width = video.videoWidth;
                canvas.height = video.videoHeight;
                const frames = [];
                for (const time of TIMES) {
                    const sought = until('seeked');
                    video.currentTime = time;
                    await sought;
                    paint.drawImage(video, 0, 0);
                    frames.push(means(paint.getImageData(0, 0, canvas.width, canvas.height)));
                }
                tell({ duration: video.duration, width: video.videoWidth, height: video.videoHeight, frames });
            })();
            </script></body>
            """;

    private Browser() {}

    /**
     * What was seen of a video.
     *
     * @param duration in seconds, as the browser says
     * @param width of the picture
     * @param height of the picture
     * @param frames of each time that was asked for the reds, greens and blues of 16 x 9 fields of the picture
     */
    public record Seen(double duration, int width, int height, List<int[]> frames) {
        public Seen {
            frames = List.copyOf(frames);
        }
    }

    /** Where the browser is; empty where there is none. */
    public static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /**
     * Plays it.
     *
     * @param times to look at, in seconds
     * @param profile a folder for the browser's own files
     */
    public static Seen play(Path video, List<Double> times, Path profile) throws IOException, InterruptedException {
        CompletableFuture<String> told = new CompletableFuture<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String page = PAGE.replace(
                "TIMES",
                times.stream()
                        .map(time -> String.format(Locale.ROOT, "%.6f", time))
                        .collect(Collectors.joining(", ", "[", "]")));
        server.createContext("/", exchange -> answer(exchange, "text/html", page.getBytes(StandardCharsets.UTF_8)));
        server.createContext("/video", exchange -> answer(exchange, "video/mp4", Files.readAllBytes(video)));
        server.createContext("/seen", exchange -> {
            told.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "text/plain", new byte[0]);
        });
        server.start();
        Process browser = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--autoplay-policy=no-user-gesture-required",
                        "--user-data-dir=" + profile,
                        "http://127.0.0.1:%d/".formatted(server.getAddress().getPort()))
                .redirectErrorStream(true)
                .redirectOutput(profile.resolveSibling("browser.log").toFile())
                .start();
        try {
            return seen(JsonMapper.shared().readTree(told.get(MOST_SECONDS, TimeUnit.SECONDS)));
        } catch (TimeoutException e) {
            throw new AssertionError("the browser told nothing; see " + profile.resolveSibling("browser.log"), e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
            server.stop(0);
        }
    }

    private static Seen seen(JsonNode told) {
        if (told.has("error")) {
            throw new AssertionError("the browser cannot play it: " + told.get("error"));
        }
        List<int[]> frames = new ArrayList<>();
        for (JsonNode frame : told.required("frames")) {
            frames.add(frame.values().stream().mapToInt(JsonNode::intValue).toArray());
        }
        return new Seen(
                told.required("duration").doubleValue(),
                told.required("width").intValue(),
                told.required("height").intValue(),
                frames);
    }

    /** The whole, or the part that was asked for: without parts a browser does not seek. */
    private static void answer(HttpExchange exchange, String type, byte[] bytes) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = 0;
            int to = bytes.length;
            if (range != null && bytes.length > 0) {
                String[] ends = range.replace("bytes=", "").split("-", -1);
                from = Integer.parseInt(ends[0]);
                to = ends[1].isEmpty() ? bytes.length : Math.min(bytes.length, Integer.parseInt(ends[1]) + 1);
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, bytes.length));
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, to == from ? -1 : to - from);
            exchange.getResponseBody().write(bytes, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
