package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.Quality;
import java.util.Objects;
import java.util.Optional;

/**
 * How the proven join becomes the final file. Where nothing is encoded and the format is MP4 or QuickTime, the join is the final file.
 *
 * @param format of the final file
 * @param quality that was asked for
 * @param pictures what becomes of the join's
 * @param sound what becomes of the join's
 * @param mostBytes the largest acceptable file
 */
public record RenderPlan(
        OutputFormat format,
        Quality quality,
        RenderedPictures pictures,
        RenderedSound sound,
        Optional<Long> mostBytes) {
    private static final int PIXELS_PER_BYTE = 8;
    /** Of the statistics of a first pass: two bytes for each block of 16 by 16 pixels. */
    private static final int PIXELS_PER_STATISTICS_BYTE = 128;

    public RenderPlan {
        Objects.requireNonNull(format);
        Objects.requireNonNull(quality);
        Objects.requireNonNull(pictures);
        Objects.requireNonNull(sound);
        Objects.requireNonNull(mostBytes);
    }

    /** The form in which the join itself is written: that of the final file where it is one of the two that hold the same samples. */
    public OutputFormat joinFormat() {
        return format == OutputFormat.MOV && isCopied() ? OutputFormat.MOV : OutputFormat.MP4;
    }

    /** Whether pictures and sound go over as they are. */
    public boolean isCopied() {
        return pictures instanceof RenderedPictures.Copied && !(sound instanceof RenderedSound.Encoded);
    }

    /** Whether the join is another file than the final one, the largest acceptable size apart. */
    public boolean isNeeded() {
        return !isCopied() || format != joinFormat();
    }

    /** Whether a join of this size is another file than the final one. */
    public boolean isNeeded(long joinBytes) {
        return isNeeded() || joinBytes > mostBytes.orElse(Long.MAX_VALUE);
    }

    /** Room for the final file beside the join, and for what its encoder notes: generous, for a limit is no estimate. */
    public long roomBytes(CompilePlan plan) {
        long pixels = (long) plan.target().width() * plan.target().height() * plan.frames();
        long copied = plan.inputBytes() + plan.madeBytes() / 2;
        long statistics = mostBytes.isPresent() ? pixels / PIXELS_PER_STATISTICS_BYTE : 0;
        if (!isNeeded() && mostBytes.isEmpty()) {
            return 0;
        }
        long file =
                pictures instanceof RenderedPictures.Encoded || mostBytes.isPresent() ? pixels / PIXELS_PER_BYTE : 0;
        return Math.max(file, copied) + statistics;
    }
}
