package dev.videocompilation.worker.mux;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.SideBySide;
import dev.videocompilation.worker.fetch.ScratchFaults;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.isobmff.AvcConfiguration;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
    private record Work(VideoStream video, Rational start, int frames) {}

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
        Map<Work, List<PlannedClip>> works = new LinkedHashMap<>();
        for (PlannedClip clip : plan.toBeMade()) {
            works.computeIfAbsent(
                            new Work(clip.clip().video(), clip.clip().start(), clip.frames()),
                            work -> new ArrayList<>())
                    .add(clip);
        }
        if (works.isEmpty()) {
            return plan;
        }
        int parameterSetId = freeId(plan);
        int cores = Runtime.getRuntime().availableProcessors();
        int threads = Math.max(1, cores / works.size());
        SharedProgress shared = new SharedProgress(works.size(), progress);
        List<List<PlannedClip>> items = List.copyOf(works.values());
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            numbers.add(i);
        }
        List<ProbedClip> files = SideBySide.map(numbers, number -> {
            PlannedClip clip = items.get(number).get(0);
            Path file = ffmpeg.pictures(
                    clip,
                    plan.target(),
                    "made-%04d.mp4".formatted(number + 1),
                    parameterSetId,
                    threads,
                    directory,
                    shared.of(number));
            return proven(plan, clip, file);
        });
        Map<PlannedClip, ProbedClip> made = new HashMap<>();
        for (int number : numbers) {
            items.get(number).forEach(clip -> made.put(clip, files.get(number)));
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

    private ProbedClip proven(CompilePlan plan, PlannedClip clip, Path file) {
        ProbedClip made = prober.probeOutput(clip.clip().ref(), file, 2L * clip.frames() + 1_000);
        List<String> defects = new ArrayList<>(plan.target().differences(made));
        PacketTable pictures = made.video().packets();
        Rational frame = plan.target().frameRate().inverse();
        if (pictures.count() != clip.frames()) {
            defects.add("%d frames, not %d".formatted(pictures.count(), clip.frames()));
        }
        if (!pictures.duration().equals(frame.times(clip.frames()))
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
                            .formatted(clip.clip().ref(), String.join("; ", defects)),
                    clip.clip().ref());
        }
        return made;
    }
}
