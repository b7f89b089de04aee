package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;
import java.util.List;

/**
 * Limits of the proof.
 *
 * @param deadline for one ffmpeg of the proof
 * @param decode how much of the output is decoded
 */
public record VerifySettings(Duration deadline, Decode decode) {
    private static final String DECODE = "VERIFY_DECODE";

    /** How much of the output's pictures is decoded. */
    public enum Decode {
        /** Around each join, at the beginning and at the end. Damage that a clip brings along elsewhere is not seen. */
        JOINS,
        /** Every frame. */
        ALL
    }

    public static VerifySettings read(SettingsReader reader) {
        Duration deadline = reader.duration(
                "VERIFY_DEADLINE",
                "2m",
                "How long one ffmpeg of the proof may take: around one join, or over the sound; with `VERIFY_DECODE=all` over the"
                        + " whole output, plus as long as the output plays; over a final file that is not the join, plus four times as long.");
        String decode = reader.text(
                DECODE,
                "joins",
                "What the proof decodes: `joins` (both sides of every join, the beginning and the end) or `all` (every frame).");
        reader.require(List.of("joins", "all").contains(decode), DECODE + " must be joins or all");
        return new VerifySettings(deadline, decode.equals("all") ? Decode.ALL : Decode.JOINS);
    }
}
