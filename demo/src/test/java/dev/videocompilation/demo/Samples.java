package dev.videocompilation.demo;

import dev.videocompilation.contract.event.Breakdown;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.contract.job.JobId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What several tests show to the demo. */
final class Samples {
    static final Map<String, String> PATH = Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));

    static final VideoCompiled COMPILED = new VideoCompiled(
            Instant.parse("2026-01-01T12:00:00Z"),
            new VideoCompiled.Data(
                    5,
                    2,
                    Duration.ofMillis(8_500),
                    URI.create("https://videos.example.test/demo-5.mp4"),
                    1_234_567,
                    new JobId("demo-5"),
                    Duration.ofMillis(1_250),
                    new Breakdown(
                            Duration.ofMillis(2_100),
                            Duration.ofMillis(110),
                            Duration.ofMillis(90),
                            Duration.ofMillis(400),
                            Duration.ofMillis(350),
                            Duration.ofMillis(120)),
                    List.of()));

    static final String COMPILED_BODY = WebhookEventJson.write(COMPILED);

    private Samples() {}

    /** An executable that runs these lines of shell. */
    static Path launcher(Path folder, String script) throws IOException {
        Path launcher = folder.resolve("video-worker");
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
