package dev.videocompilation.worker.captions;

import java.util.Objects;

/**
 * A text of captions.
 *
 * @param fromMs when it appears, in milliseconds since the video's beginning
 * @param toMs when it is gone, later than that
 * @param text plain, without markup; a line feed begins a new line
 */
public record Cue(long fromMs, long toMs, String text) {
    public Cue {
        Objects.requireNonNull(text);
        if (fromMs < 0 || toMs <= fromMs) {
            throw new IllegalArgumentException("a cue from %d to %d ms".formatted(fromMs, toMs));
        }
    }
}
