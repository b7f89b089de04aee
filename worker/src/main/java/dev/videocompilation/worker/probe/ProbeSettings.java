package dev.videocompilation.worker.probe;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * Limits of probing.
 *
 * @param deadline for one ffprobe of one file
 * @param mostPixels width times height that a clip may claim
 * @param mostDuration that a clip may last
 */
public record ProbeSettings(Duration deadline, long mostPixels, Duration mostDuration) {
    public static ProbeSettings read(SettingsReader reader) {
        return new ProbeSettings(
                reader.duration("PROBE_DEADLINE", "2m", "How long ffprobe may take over one file."),
                reader.number(
                        "CLIP_MAX_PIXELS",
                        36_000_000,
                        1,
                        268_435_456,
                        "Width times height above which a clip is refused (the default admits 8K)."),
                reader.duration("CLIP_MAX_DURATION", "4h", "Length above which a clip is refused."));
    }
}
