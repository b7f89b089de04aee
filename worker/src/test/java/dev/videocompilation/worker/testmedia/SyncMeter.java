package dev.videocompilation.worker.testmedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * How far the sound of a flash-and-beep video is from its picture, in ms at every flash; positive where the sound is late. By
 * timestamps, as a player that follows them would hear it, and by sample count, as one that plays samples one after another.
 */
public final class SyncMeter {
    private static final int RATE_HZ = 48_000;
    private static final int LOUD = 6_000;
    /** Silence that must come before a beep, so that its own swings do not count as new ones. */
    private static final int QUIET_SAMPLES = RATE_HZ / 10;

    private static final double WHITE = 150;

    private SyncMeter() {}

    /**
     * The offsets at every flash.
     *
     * @param byTimestampsMs as a player that follows timestamps hears it
     * @param bySampleCountMs as a player that counts samples hears it
     */
    public record Offsets(List<Double> byTimestampsMs, List<Double> bySampleCountMs) {
        public Offsets {
            byTimestampsMs = List.copyOf(byTimestampsMs);
            bySampleCountMs = List.copyOf(bySampleCountMs);
        }
    }

    public static Offsets measure(Path video) {
        List<Double> flashes = flashes(video);
        return new Offsets(
                offsets(flashes, beeps(video, "aresample=async=1:first_pts=0")),
                offsets(flashes, beeps(video, "anull")));
    }

    private static List<Double> offsets(List<Double> flashes, List<Double> beeps) {
        if (beeps.isEmpty()) {
            throw new AssertionError("no beep is heard");
        }
        return flashes.stream()
                .map(flash -> beeps.stream()
                        .map(beep -> (beep - flash) * 1000)
                        .min(Comparator.comparingDouble(Math::abs))
                        .orElseThrow())
                .toList();
    }

    private static List<Double> flashes(Path video) {
        List<String> lines = TestMedia.ffprobe(
                "-f",
                "lavfi",
                "-show_entries",
                "frame=pts_time:frame_tags=lavfi.signalstats.YAVG",
                "-of",
                "csv=p=0",
                "movie=" + video + ",signalstats");
        List<Double> flashes = new ArrayList<>();
        double before = 0;
        for (String line : lines) {
            String[] parts = line.split(",", -1);
            double brightness = Double.parseDouble(parts[1]);
            if (brightness > WHITE && before <= WHITE) {
                flashes.add(Double.parseDouble(parts[0]));
            }
            before = brightness;
        }
        return flashes;
    }

    private static List<Double> beeps(Path video, String filter) {
        ShortBuffer samples = samples(video, filter);
        List<Double> beeps = new ArrayList<>();
        int loudBefore = -QUIET_SAMPLES - 1;
        for (int i = 0; i < samples.limit(); i++) {
            if (Math.abs((int) samples.get(i)) > LOUD) {
                if (i - loudBefore > QUIET_SAMPLES) {
                    beeps.add((double) i / RATE_HZ);
                }
                loudBefore = i;
            }
        }
        return beeps;
    }

    private static ShortBuffer samples(Path video, String filter) {
        try {
            Path raw = Files.createTempFile(Objects.requireNonNull(video.getParent()), "sound-", ".raw");
            try {
                TestMedia.ffmpeg(List.of(
                        "-i",
                        video.toString(),
                        "-map",
                        "0:a:0",
                        "-af",
                        filter,
                        "-ac",
                        "1",
                        "-ar",
                        Integer.toString(RATE_HZ),
                        "-f",
                        "s16le",
                        raw.toString()));
                return ByteBuffer.wrap(Files.readAllBytes(raw))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asShortBuffer();
            } finally {
                Files.delete(raw);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
