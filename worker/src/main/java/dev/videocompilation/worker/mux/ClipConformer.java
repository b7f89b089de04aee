package dev.videocompilation.worker.mux;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.fetch.ScratchFaults;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.isobmff.AvcConfiguration;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Makes those pictures anew that cannot be copied, and sees that they are what the plan says. */
public final class ClipConformer {
    private final FfmpegRunner ffmpeg;
    private final MediaProber prober;

    public ClipConformer(FfmpegRunner ffmpeg, MediaProber prober) {
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
        this.prober = Objects.requireNonNull(prober);
    }

    /** What is made once, however often it stands in the plan, and under however many names the same bytes lie there. */
    private static Object work(PicturePiece piece) {
        return switch (piece.content()) {
            case PicturePiece.Copied copied -> throw new IllegalArgumentException(piece.name() + " is copied");
            case PicturePiece.Conformed conformed -> List.of(bytes(conformed.clip()), piece.frames(), piece.texts());
            case PicturePiece.Redrawn redrawn -> List.of(part(redrawn.side()), piece.texts());
            case PicturePiece.Blended blended ->
                List.of(part(blended.from()), part(blended.to()), blended.type(), blended.frames(), piece.texts());
        };
    }

    private static List<Object> part(PicturePiece.Side side) {
        return List.of(bytes(side.clip()), side.clipFrames(), side.from(), side.to());
    }

    private static List<Object> bytes(ProbedClip clip) {
        return List.of(clip.video(), clip.start());
    }

    /**
     * Makes all of them, as many at a time as there are cores.
     *
     * @param directory which holds all the plan's clips and receives the files
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return the plan with what was made
     * @throws RejectedException if a clip's pictures do not decode, with the clip named, or what was made of them is not as planned
     * @throws dev.videocompilation.worker.job.TransientException if the disk is full or fails, or ffmpeg was ended from outside
     */
    public CompilePlan conform(CompilePlan plan, Path directory, DoubleConsumer progress) {
        Map<Object, List<PicturePiece>> works = new LinkedHashMap<>();
        for (PicturePiece piece : plan.toBeMade()) {
            works.computeIfAbsent(work(piece), work -> new ArrayList<>()).add(piece);
        }
        if (works.isEmpty()) {
            return plan;
        }
        int parameterSetId = freeId(plan);
        int cores = Runtime.getRuntime().availableProcessors();
        int threads = Math.max(1, cores / works.size());
        SharedProgress shared = new SharedProgress(works.size(), progress);
        List<List<PicturePiece>> items = List.copyOf(works.values());
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            numbers.add(i);
        }
        List<ProbedClip> files = SideBySide.map(numbers, number -> {
            PicturePiece piece = items.get(number).get(0);
            Path file = ffmpeg.pictures(
                    piece,
                    plan.target(),
                    "made-%04d.mp4".formatted(number + 1),
                    parameterSetId,
                    threads,
                    directory,
                    shared.of(number));
            return proven(plan, piece, file);
        });
        IdentityHashMap<PicturePiece, ProbedClip> made = new IdentityHashMap<>();
        for (int number : numbers) {
            items.get(number).forEach(piece -> made.put(piece, files.get(number)));
        }
        return plan.made(made);
    }

    /** An id that the copied pictures' parameter sets leave free. */
    private static int freeId(CompilePlan plan) {
        Optional<ProbedClip> copied = plan.target().copied();
        if (copied.isEmpty()) {
            return 0;
        }
        try {
            return TrackDescription.read(copied.get().file(), TrackDescription.VIDEO)
                    .flatMap(description -> description.box("avcC"))
                    .flatMap(AvcConfiguration::parse)
                    .flatMap(AvcConfiguration::freeId)
                    .orElseThrow(() -> new RejectedException(
                            ErrorCode.CLIPS_NOT_COMPATIBLE,
                            copied.get().ref() + " has parameter sets that leave no id for those of others",
                            copied.get().ref()));
        } catch (IOException e) {
            throw ScratchFaults.of("read " + copied.get().ref(), e);
        }
    }

    private ProbedClip read(PicturePiece piece, Path file) {
        ClipRef ref = piece.content() instanceof PicturePiece.Conformed conformed
                ? conformed.clip().ref()
                : ClipRef.file(piece.name());
        try {
            return prober.probeOutput(ref, file, 2L * piece.frames() + 1_000);
        } catch (RejectedException e) {
            // It was made here: no fault of the clip's.
            throw new RejectedException(
                    ErrorCode.RESULT_NOT_PROVEN,
                    "what was made of the pictures of %s cannot be used: %s".formatted(piece.name(), e.getMessage()));
        }
    }

    private ProbedClip proven(CompilePlan plan, PicturePiece piece, Path file) {
        ProbedClip made = read(piece, file);
        List<String> defects = new ArrayList<>(plan.target().differences(made));
        PacketTable pictures = made.video().packets();
        Rational frame = plan.target().frameRate().inverse();
        if (pictures.count() != piece.frames()) {
            defects.add("%d frames, not %d".formatted(pictures.count(), piece.frames()));
        }
        if (!pictures.duration().equals(frame.times(piece.frames()))
                || pictures.packets().stream()
                        .anyMatch(packet ->
                                !pictures.timeBase().times(packet.duration()).equals(frame))) {
            defects.add("frames at other times than %s fps asks for"
                    .formatted(plan.target().frameRate()));
        }
        if (!made.video().entry().one() || !pictures.packets().get(0).key()) {
            defects.add("no first key frame, or no one sample description");
        }
        if (!defects.isEmpty()) {
            throw new RejectedException(
                    ErrorCode.RESULT_NOT_PROVEN,
                    "what was made of the pictures of %s is not as planned: %s"
                            .formatted(piece.name(), String.join("; ", defects)));
        }
        return made;
    }
}
