package dev.videocompilation.worker.probe;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * Limits of probing.
 *
 * @param deadline for one ffprobe of one file
 * @param mostPixels width times height that a clip may claim
 * @param mostDuration that a clip may last
 * @param mostPackets that a clip may have, all streams together
 */
public record ProbeSettings(Duration deadline, long mostPixels, Duration mostDuration, long mostPackets) {
    static final String MOST_PACKETS = "CLIP_MAX_PACKETS";

    public static ProbeSettings read(SettingsReader reader) {
        return new ProbeSettings(
                reader.duration("PROBE_DEADLINE", "2m", "How long ffprobe may take over one file."),
                reader.number(
                        "CLIP_MAX_PIXELS",
                        36_000_000,
                        1,
                        268_435_456,
                        "Width times height above which a clip is refused (the default admits 8K)."),
                reader.duration("CLIP_MAX_DURATION", "4h", "Length above which a clip is refused."),
                reader.number(
                        MOST_PACKETS,
                        2_000_000,
                        1,
                        20_000_000,
                        "Frames of picture and sound together above which a clip is refused (the default admits some 5 h)."));
    }

    /** Of a file that was made here, which may be as long as all its clips. */
    ProbeSettings forOutput(long packets) {
        return new ProbeSettings(deadline, mostPixels, Duration.ofDays(36_500), packets);
    }
}
