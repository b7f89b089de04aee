package dev.videocompilation.worker.render;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.ffmpeg.RenderPass;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RateControl;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.plan.SizeBudget;
import dev.videocompilation.worker.probe.ProbedClip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.DoubleConsumer;

/**
 * Makes the final file of a join. Where it may have so many bytes only, a file of the quality that was asked for is kept if it is
 * small enough; else two passes make one of that size, and once more if they missed it.
 */
public final class VideoRenderer {
    /** By how much a second try aims lower than the first one missed. */
    private static final double LOWER = 0.96;

    private static final long PIXELS_PER_BYTE = 2;
    /** Generous, for a limit is no estimate. */
    private static final long SPARE_FILE_BYTES = 64L << 20;

    private final FfmpegRunner ffmpeg;

    public VideoRenderer(FfmpegRunner ffmpeg) {
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
    }

    /**
     * Refuses a final file that this worker's ffmpeg cannot make.
     *
     * @throws RejectedException with {@link ErrorCode#FEATURE_UNAVAILABLE}
     */
    public void requireFeatures(RenderPlan render, CompilePlan plan) {
        ffmpeg.requireFor(render, plan);
    }

    /**
     * Makes the file.
     *
     * @param render what is planned
     * @param plan of the join
     * @param join as it was proven, in the directory
     * @param directory receives the file
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @throws RejectedException with {@link ErrorCode#SIZE_NOT_REACHABLE} if the file is too large however it is made, or if ffmpeg
     *     lacks what is needed, fails or passes a limit
     * @throws dev.videocompilation.worker.job.TransientException if the disk is full or fails, or ffmpeg was ended from outside
     */
    public Rendered render(
            RenderPlan render, CompilePlan plan, ProbedClip join, Path directory, DoubleConsumer progress) {
        long most = render.mostBytes().orElse(Long.MAX_VALUE);
        Growing growing = new Growing(progress);
        if (render.isNeeded() && !(isCopied(render) && soundless(join) > most)) {
            Path file = once(render, join, directory, growing);
            if (size(file) <= most) {
                return new Rendered(render, file);
            }
        }
        SizeBudget budget = SizeBudget.of(render, plan);
        RenderPlan first = budget.within(most);
        requireFeatures(first, plan);
        Path file = twice(first, join, directory, growing);
        if (size(file) <= most) {
            return new Rendered(first, file);
        }
        long reached = size(file);
        RenderPlan second = budget.within(Math.max(budget.leastBytes(), (long) (LOWER * most / reached * most)));
        file = twice(second, join, directory, growing);
        if (size(file) <= most) {
            return new Rendered(second, file);
        }
        throw new RejectedException(
                ErrorCode.SIZE_NOT_REACHABLE,
                "the video has %,d bytes at its smallest, and maxSizeBytes is %,d"
                        .formatted(Math.min(reached, size(file)), most));
    }

    private static boolean isCopied(RenderPlan render) {
        return render.pictures() instanceof RenderedPictures.Copied;
    }

    /** The bytes of the pictures alone. */
    private static long soundless(ProbedClip join) {
        return join.video().packets().packets().stream()
                .mapToLong(packet -> packet.sizeBytes())
                .sum();
    }

    private Path once(RenderPlan render, ProbedClip join, Path directory, DoubleConsumer progress) {
        return ffmpeg.render(render, RenderPass.ONLY, join, name(render), mostBytes(join), directory, progress);
    }

    private Path twice(RenderPlan render, ProbedClip join, Path directory, DoubleConsumer progress) {
        if (!(render.pictures() instanceof RenderedPictures.Encoded encoded)
                || !(encoded.rate() instanceof RateControl.Average)) {
            throw new IllegalArgumentException("two passes make a file of an average rate");
        }
        long most = mostBytes(join);
        ffmpeg.render(
                render, RenderPass.FIRST, join, name(render), most, directory, share -> progress.accept(share / 2));
        return ffmpeg.render(
                render,
                RenderPass.SECOND,
                join,
                name(render),
                most,
                directory,
                share -> progress.accept((1 + share) / 2));
    }

    private static String name(RenderPlan render) {
        return "final." + render.format().wireName();
    }

    private static long mostBytes(ProbedClip join) {
        long pixels = (long) join.video().width()
                * join.video().height()
                * join.video().packets().count();
        return Math.max(pixels / PIXELS_PER_BYTE, 2 * join.sizeBytes()) + SPARE_FILE_BYTES;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("tried to measure the final file but failed", e);
        }
    }

    /** Passes on what is more than before, since a further try begins at 0 again. */
    private static final class Growing implements DoubleConsumer {
        private final DoubleConsumer listener;
        private double told;

        Growing(DoubleConsumer listener) {
            this.listener = listener;
        }

        @Override
        public void accept(double share) {
            if (share > told) {
                told = share;
                listener.accept(share);
            }
        }
    }
}
