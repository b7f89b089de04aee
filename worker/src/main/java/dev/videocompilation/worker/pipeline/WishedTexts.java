package dev.videocompilation.worker.pipeline;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.Captions;
import dev.videocompilation.contract.job.CaptionsMode;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.contract.job.OverlayPosition;
import dev.videocompilation.worker.captions.CaptionTrack;
import dev.videocompilation.worker.captions.CaptionsReader;
import dev.videocompilation.worker.captions.Cue;
import dev.videocompilation.worker.fetch.ScratchFaults;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.probe.Rational;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The texts of a request: what is drawn into the pictures, and captions in a track of their own.
 *
 * @param drawn in the order in which they are drawn; the overlays last, so on top
 * @param track whose captions go into a track; empty where there is none
 * @param cues of the track
 */
record WishedTexts(List<Overlay> drawn, Optional<Captions> track, List<Cue> cues) {
    /** Each is a filter of its own. */
    private static final int MOST_DRAWN = 1_000;

    private static final double CAPTION_PERCENT = 5;
    private static final int MILLIS = 1_000;

    WishedTexts {
        drawn = List.copyOf(drawn);
        cues = List.copyOf(cues);
    }

    /**
     * Reads the captions' file, where there is one.
     *
     * @param plain the plan without texts, which is asked for where captions are drawn: they are cut to its length
     * @throws RejectedException if the captions cannot be read, or are too many to be drawn
     */
    static WishedTexts of(JoinRequest request, Supplier<CompilePlan> plain) {
        List<Overlay> overlays = request.options().overlays();
        if (request.captions().isEmpty()) {
            return new WishedTexts(overlays, Optional.empty(), List.of());
        }
        List<Cue> cues = read(request.captions().get());
        Captions captions = request.options().captions().orElseThrow();
        if (captions.mode() == CaptionsMode.TRACK) {
            return new WishedTexts(overlays, Optional.of(captions), cues);
        }
        CompilePlan plan = plain.get();
        Rational lastFrame = plan.duration().minus(plan.target().frameRate().inverse());
        // What begins after the last frame does would be shown in none, like what begins after the video's end.
        List<Cue> burned = CaptionTrack.of(captions.language(), cues, plan.durationMs()).cues().stream()
                .filter(cue -> new Rational(cue.fromMs(), MILLIS).compareTo(lastFrame) <= 0)
                .toList();
        if (burned.size() > MOST_DRAWN) {
            throw new RejectedException(
                    ErrorCode.TEXT_NOT_POSSIBLE,
                    "%d captions are more than the %d that can be drawn into pictures: use the mode track"
                            .formatted(burned.size(), MOST_DRAWN));
        }
        List<Overlay> drawn = new ArrayList<>();
        // In a picture that is higher than wide, lines of the same share of its height would hold few words.
        double percent = CAPTION_PERCENT
                * Math.min(plan.target().width(), plan.target().height())
                / plan.target().height();
        for (Cue cue : burned) {
            drawn.add(new Overlay(
                    cue.text(),
                    OverlayPosition.BOTTOM,
                    Duration.ofMillis(cue.fromMs()),
                    Optional.of(Duration.ofMillis(cue.toMs())),
                    percent,
                    Overlay.DEFAULT_COLOR));
        }
        drawn.addAll(overlays);
        return new WishedTexts(drawn, Optional.empty(), List.of());
    }

    /** The plan with the track, where there is one to be. */
    CompilePlan withTrack(CompilePlan plan) {
        return track.map(captions -> plan.withCaptions(CaptionTrack.of(captions.language(), cues, plan.durationMs())))
                .orElse(plan);
    }

    /**
     * Refuses a track of captions where the final file is another than the join, which alone has one.
     *
     * @throws RejectedException with {@link ErrorCode#NOT_SUPPORTED_YET}
     */
    static void requireHeld(CompilePlan plan, RenderPlan render) {
        if (plan.captions().isPresent()
                && (render.isNeeded() || render.mostBytes().isPresent())) {
            throw new RejectedException(
                    ErrorCode.NOT_SUPPORTED_YET,
                    "a track of captions is reserved for a later release in files other than MP4 and QuickTime of the quality high without maxSizeBytes: use the mode burned");
        }
    }

    private static List<Cue> read(Path file) {
        try {
            return CaptionsReader.read(file);
        } catch (IOException e) {
            throw ScratchFaults.of("read the captions", e);
        }
    }
}
