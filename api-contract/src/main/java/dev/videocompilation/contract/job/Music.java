package dev.videocompilation.contract.job;

import java.time.Duration;
import java.util.Objects;

/**
 * Background music under the clips' sound.
 *
 * @param url where it lies: {@code s3://bucket/key} or an https address of S3, in a bucket that the worker may read
 * @param volumeDb how much louder than it is, -60 to 12; negative is quieter
 * @param loop whether it begins anew where it is shorter than the video; longer music is cut off
 * @param fadeIn at the video's beginning, at most 30 s
 * @param fadeOut at the video's end, at most 30 s
 * @param duckUnderSpeech whether it gets quieter while the clips sound
 */
public record Music(
        String url, double volumeDb, boolean loop, Duration fadeIn, Duration fadeOut, boolean duckUnderSpeech) {
    /** What a message without {@code volumeDb} means. */
    public static final double DEFAULT_VOLUME_DB = -12;

    /** What a message without {@code fadeInMs} means. */
    public static final Duration DEFAULT_FADE_IN = Duration.ZERO;

    /** What a message without {@code fadeOutMs} means. */
    public static final Duration DEFAULT_FADE_OUT = Duration.ofSeconds(2);

    public Music {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(fadeIn, "fadeIn");
        Objects.requireNonNull(fadeOut, "fadeOut");
    }

    /** Looped, 12 dB quieter than it is, faded out over two seconds. */
    public static Music of(String url) {
        return new Music(url, DEFAULT_VOLUME_DB, true, DEFAULT_FADE_IN, DEFAULT_FADE_OUT, false);
    }
}
