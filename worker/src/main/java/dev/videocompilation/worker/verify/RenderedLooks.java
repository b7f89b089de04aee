package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.job.Quality;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RateControl;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.process.ProcessExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks: decodes every frame of a final file, with every error fatal, beside the join's, and compares the two in brightness, as small
 * as a thumbnail. So small, the grain that encoders drop does not count, and another picture is still another (structural similarity:
 * 1 where equal, below 0.3 where unlike).
 */
final class RenderedLooks {
    /** The longer side of what is compared, in pixels. */
    private static final int LENGTH = 160;

    private static final int LEAST_LENGTH = 16;
    /** What decoders add to each direction of a picture for themselves, at most. */
    private static final int MARGIN = 256;

    private static final int MOST_DEFECTS = 5;
    /** A line for each frame. */
    private static final long OUTPUT_LIMIT_BYTES = 4L << 30;
    /** Two videos are decoded at a time, on machines that need not be fast. */
    private static final int TIMES_PLAYING = 4;

    private static final Pattern FRAME = Pattern.compile("n:(\\d+) .*All:(\\d+\\.\\d+|inf|nan) .*");

    private final FfmpegBinaries binaries;
    private final VerifySettings settings;

    RenderedLooks(FfmpegBinaries binaries, VerifySettings settings) {
        this.binaries = binaries.writingAtMost(0);
        this.settings = settings;
    }

    /** What is wrong, empty where nothing is. */
    List<String> defects(CompilePlan plan, RenderPlan render, ProbedClip join, ProbedClip found) {
        Duration deadline = settings.deadline()
                .plus(Duration.ofMillis((long) (TIMES_PLAYING * plan.duration().toDouble() * 1000)));
        List<String> defects = new ArrayList<>();
        double floor = floor(render, join);
        int[] frames = {0};
        ProcessExit exit = binaries.run(
                Program.FFMPEG,
                arguments(render, join, found),
                Objects.requireNonNull(found.file().toAbsolutePath().getParent()),
                deadline,
                OUTPUT_LIMIT_BYTES,
                line -> {
                    Matcher frame = FRAME.matcher(line);
                    if (frame.matches()) {
                        frames[0]++;
                        double alike = alike(frame.group(2));
                        if (!(alike >= floor) && defects.size() < MOST_DEFECTS) {
                            int number = Integer.parseInt(frame.group(1)) - 1;
                            defects.add("frame %d (%s) of the final file does not look like the join's (%.2f, not %.2f)"
                                    .formatted(number, plan.placeOf(number), alike, floor));
                        }
                    }
                });
        ProofEnding.requireOwn(binaries, exit, deadline);
        if (!exit.succeeded()) {
            return List.of("the final file does not decode: " + String.join("; ", exit.stderrTail()));
        }
        int wanted = found.video().packets().count();
        if (frames[0] != wanted) {
            defects.add("%d of %d frames of the final file decode".formatted(frames[0], wanted));
        }
        return defects;
    }

    private static double alike(String text) {
        return text.equals("inf") ? 1 : text.equals("nan") ? 0 : Double.parseDouble(text);
    }

    /** How alike every frame must be, as in {@code docs/media.md}. */
    private static double floor(RenderPlan render, ProbedClip join) {
        return switch (render.pictures()) {
            // Another wrapping of the same bits.
            case RenderedPictures.Copied copied -> 0.9999;
            case RenderedPictures.Encoded encoded -> {
                if (join.video().colour().isHighDynamicRange()) {
                    // Brightness itself is brought to another scale.
                    yield 0.3;
                }
                yield switch (encoded.rate()) {
                    case RateControl.Average average -> 0.4;
                    case RateControl.Constant constant -> floor(render.quality());
                };
            }
        };
    }

    private static double floor(Quality quality) {
        return switch (quality) {
            case HIGH -> 0.95;
            case MEDIUM -> 0.85;
            case LOW -> 0.75;
        };
    }

    private static List<String> arguments(RenderPlan render, ProbedClip join, ProbedClip found) {
        int longer = Math.max(found.video().width(), found.video().height());
        int width = thumbnail(found.video().width(), longer);
        int height = thumbnail(found.video().height(), longer);
        String small = "scale=%d:%d:flags=area,format=gray,settb=1/30,setpts=N".formatted(width, height);
        String deinterlaced =
                List.of("progressive", "unknown").contains(join.video().fieldOrder())
                                || render.pictures() instanceof RenderedPictures.Copied
                        ? ""
                        : "bwdif=mode=send_frame:deint=all,";
        String constant = render.pictures() instanceof RenderedPictures.Encoded encoded
                ? encoded.constantRate()
                        .map("fps=fps=%s:start_time=0:round=near,"::formatted)
                        .orElse("")
                : "";
        List<String> arguments = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error", "-xerror"));
        arguments.addAll(List.of("-max_pixels", Long.toString(mostPixels(join, found))));
        addInput(arguments, found);
        addInput(arguments, join);
        arguments.addAll(List.of(
                "-filter_complex",
                "[0:v:0]%s[made];[1:v:0]%s%s%s[own];[made][own]ssim=stats_file=-[compared]"
                        .formatted(small, deinterlaced, constant, small)));
        arguments.addAll(List.of("-map", "[compared]", "-map", "0:a:0?", "-f", "null", "-"));
        return arguments;
    }

    private static void addInput(List<String> arguments, ProbedClip file) {
        arguments.addAll(List.of("-err_detect", "explode"));
        arguments.addAll(file.container().inputArguments());
        arguments.addAll(List.of("-i", "file:" + file.file().getFileName()));
    }

    private static int thumbnail(int side, int longer) {
        return Math.max(LEAST_LENGTH, 2 * Math.round((float) side * LENGTH / longer / 2));
    }

    private static long mostPixels(ProbedClip join, ProbedClip found) {
        int width = Math.max(join.video().width(), found.video().width());
        int height = Math.max(join.video().height(), found.video().height());
        return (long) (width + MARGIN) * (height + MARGIN);
    }
}
