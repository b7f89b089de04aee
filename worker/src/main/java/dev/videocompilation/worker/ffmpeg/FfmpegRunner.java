package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.DiskFaults;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.process.ProcessExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the output that a plan describes. */
public final class FfmpegRunner {
    private static final String OUTPUT_FILE = "output.mp4";
    private static final long OUTPUT_LIMIT_BYTES = 256L << 20;

    /** What a small output may have beyond twice its clips: generous, for a limit is no estimate. */
    private static final long SPARE_FILE_BYTES = 64L << 20;

    /** A complaint about what an input holds: {@code [aist#3:1/aac @ 0x…] [dec:aac @ 0x…] Error …: Invalid data found …}. */
    private static final Pattern BAD_INPUT = Pattern.compile("\\[(?:in|aist)#(\\d{1,6})[:/][^]]*](?: \\[[^]]*])* (.*"
            + "(?:Invalid data found|Not yet implemented in FFmpeg).*)");

    private final FfmpegBinaries binaries;
    private final JoinSettings settings;

    public FfmpegRunner(FfmpegBinaries binaries, JoinSettings settings) {
        this.binaries = Objects.requireNonNull(binaries);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Runs ffmpeg over the plan.
     *
     * @param directory which holds all the plan's clips and receives the output
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return the output's file
     * @throws TransientException if the disk is full or fails, or ffmpeg was killed from outside
     * @throws RejectedException if a clip's sound does not decode, with the clip named, or ffmpeg fails or passes its deadline
     *     or another of its limits
     */
    public Path join(CompilePlan plan, Path directory, DoubleConsumer progress) {
        try {
            Files.writeString(directory.resolve(FfmpegArguments.LIST_FILE), FfmpegArguments.list(plan));
            Files.writeString(directory.resolve(FfmpegArguments.GRAPH_FILE), FfmpegArguments.soundGraph(plan));
        } catch (IOException e) {
            throw new UncheckedIOException("tried to write the list of clips but failed", e);
        }
        FfmpegProgress parser = new FfmpegProgress(plan.duration(), progress);
        FfmpegBinaries limited = binaries.writingAtMost(mostBytes(plan));
        ProcessExit exit = limited.run(
                Program.FFMPEG,
                FfmpegArguments.join(plan, OUTPUT_FILE),
                directory,
                settings.deadline(),
                OUTPUT_LIMIT_BYTES,
                parser::accept);
        Optional<TransientException> fault = DiskFaults.told(exit, "joining");
        if (fault.isPresent()) {
            throw fault.get();
        }
        if (!exit.succeeded()) {
            throw failure(plan, limited, exit);
        }
        return directory.resolve(OUTPUT_FILE);
    }

    /** The pictures are the clips' own; the sound is copied too or encoded at a known rate. */
    private static long mostBytes(CompilePlan plan) {
        long soundBytes = switch (plan.sound()) {
            case SoundPlan.None none -> 0;
            case SoundPlan.Copied copied -> 0;
            case SoundPlan.Exact exact -> (long) (plan.duration().toDouble() * exact.bitrateKbps() * 1000 / Byte.SIZE);
        };
        return 2 * (plan.inputBytes() + soundBytes) + SPARE_FILE_BYTES;
    }

    private RuntimeException failure(CompilePlan plan, FfmpegBinaries limited, ProcessExit exit) {
        String words = String.join("; ", exit.stderrTail());
        return switch (exit.ending()) {
            case DEADLINE_PASSED, OUTPUT_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_TIMEOUT,
                        "joining took longer than the %d s of JOIN_DEADLINE"
                                .formatted(settings.deadline().toSeconds()));
            case CPU_LIMIT_PASSED, MEMORY_LIMIT_PASSED, FILE_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_LIMIT, "ffmpeg %s while joining".formatted(limited.limitPassed(exit)));
            case BY_ITSELF ->
                exit.endedFromOutside()
                        ? new TransientException(
                                ErrorCode.ENGINE_FAILED, "ffmpeg was ended from outside while joining", null)
                        : badClip(plan, exit)
                                .orElseGet(() -> new RejectedException(
                                        ErrorCode.ENGINE_FAILED,
                                        "ffmpeg ended with code %d: %s"
                                                .formatted(
                                                        exit.exitCode(), words.isEmpty() ? "no reason given" : words)));
        };
    }

    /** Names the clip whose sound does not decode, where ffmpeg says that of one. */
    private static Optional<RejectedException> badClip(CompilePlan plan, ProcessExit exit) {
        for (String line : exit.stderrTail()) {
            Matcher complaint = BAD_INPUT.matcher(line);
            if (complaint.matches()) {
                Optional<PlannedClip> clip = FfmpegArguments.clipOfInput(plan, Integer.parseInt(complaint.group(1)));
                if (clip.isPresent()) {
                    ClipRef ref = clip.get().clip().ref();
                    return Optional.of(new RejectedException(
                            ErrorCode.CLIP_UNREADABLE,
                            "%s has sound that does not decode: %s".formatted(ref, complaint.group(2)),
                            ref));
                }
            }
        }
        return Optional.empty();
    }
}
