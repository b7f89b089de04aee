package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.ProbedClip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Proves that an output is what its plan promised: whole and with its index first, the planned streams and tags, every video
 * packet the clip's own and in its place, sound within 20 ms of the picture at every join and heard to be the clip's there, and
 * decodable at the beginning, at both sides of every join and at the end.
 */
public final class OutputVerifier {
    private final MediaProber prober;
    private final JoinDecoder decoder;
    private final SoundContentProof listener;
    private final LoudnessProof loudness;
    private final CaptionsProof captions;

    public OutputVerifier(MediaProber prober, FfmpegBinaries binaries, VerifySettings settings) {
        this.prober = Objects.requireNonNull(prober);
        this.decoder = new JoinDecoder(binaries, settings);
        this.listener = new SoundContentProof(binaries, settings.deadline());
        this.loudness = new LoudnessProof(binaries, settings.deadline());
        this.captions = new CaptionsProof(binaries, settings.deadline());
    }

    /** Proves an output that is to be an MP4 file; as {@link #verify(CompilePlan, OutputFormat, Path)}. */
    public Verification verify(CompilePlan plan, Path output) {
        return verify(plan, OutputFormat.MP4, output);
    }

    /**
     * Proves the output.
     *
     * @param format MP4 or MOV
     * @throws RejectedException with {@link dev.videocompilation.contract.error.ErrorCode#ENGINE_TIMEOUT} if the proof could not
     *     be made in time
     */
    public Verification verify(CompilePlan plan, OutputFormat format, Path output) {
        ProbedClip found;
        try {
            found = prober.probeOutput(ClipRef.file("the output"), output, mostPackets(plan));
        } catch (RejectedException e) {
            return new Verification.Disproven(
                    List.of(Objects.requireNonNullElse(e.getMessage(), "the output cannot be read")));
        }
        List<String> defects = new ArrayList<>(structure(plan, format, output, found));
        defects.addAll(PictureProof.defects(plan, found.video().packets()));
        SoundProof sound = SoundProof.of(plan, found);
        defects.addAll(sound.defects());
        if (defects.isEmpty()) {
            defects.addAll(decoder.defects(plan, output));
            defects.addAll(listener.defects(plan, output));
            loudness.defect(plan, output).ifPresent(defects::add);
            defects.addAll(captions.defects(plan, output));
        }
        if (!defects.isEmpty()) {
            return new Verification.Disproven(defects);
        }
        return new Verification.Proven(
                new VerifiedVideo(
                        output,
                        found.sizeBytes(),
                        found.video().packets().duration(),
                        found.video().packets().count(),
                        plan.joins().size(),
                        sound.greatestOffsetMs()),
                found);
    }

    /**
     * Asks whether a clip is to blame for an output that was disproven: one that was copied and does not decode by itself either.
     *
     * @return the refusal that names it
     */
    public Optional<RejectedException> damagedClip(CompilePlan plan) {
        return decoder.damagedClip(plan);
    }

    /** Generous: a doubled clip is still counted and named. */
    private static long mostPackets(CompilePlan plan) {
        long clips = plan.clips().stream()
                .mapToLong(clip -> clip.frames()
                        + clip.clip()
                                .audio()
                                .map(audio -> audio.packets().count())
                                .orElse(0))
                .sum();
        long captions = plan.captions().map(track -> 2L * track.cues().size()).orElse(0L);
        return 2 * (clips + plan.soundSamples() / SoundPlan.FRAME_SAMPLES + captions) + 10_000;
    }

    private static List<String> structure(CompilePlan plan, OutputFormat format, Path output, ProbedClip found) {
        List<String> defects = new ArrayList<>(plan.target().differences(found));
        try {
            defects.addAll(ContainerProof.defects(format, output));
            defects.addAll(ParameterSetProof.defects(plan, found, output));
            defects.addAll(MovieProof.defects(plan, found, output));
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the output but failed", e);
        }
        List<String> kinds = new ArrayList<>(List.of("video"));
        if (!(plan.sound() instanceof SoundPlan.None)) {
            kinds.add("audio");
        }
        if (plan.captions().isPresent()) {
            kinds.add("subtitle");
        }
        if (!found.streamKinds().equals(kinds)) {
            defects.add("the output has the streams %s, the plan %s".formatted(found.streamKinds(), kinds));
        }
        return defects;
    }
}
