package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.process.ProcessExit;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ffmpeg that did not end well: who is to blame, and by which name.
 *
 * @param task what it was run for
 * @param exit how it ended
 * @param binaries under whose limits it ran
 * @param deadline that it had
 */
record FfmpegFailure(FfmpegTask task, ProcessExit exit, FfmpegBinaries binaries, Duration deadline) {
    /** ffmpeg's words; further ones sound as if memory had run out. */
    private static final String TOO_MANY_PIXELS = "exceeds specified max pixel count";

    /** A complaint about what an input holds: {@code [aist#3:1/aac @ 0x…] [dec:aac @ 0x…] Error …: Invalid data found …}. */
    private static final Pattern BAD_INPUT = Pattern.compile(
            "\\[(?:in|aist|vist)#(\\d{1,6})[:/ ][^]]*](?: \\[[^]]*])* (.*"
                    + "(?:Invalid data found|Not yet implemented in FFmpeg|Input/output error|Error number -\\d+ occurred).*)");

    /** The refusal of a clip or of the job, or a failure that may pass. */
    RuntimeException toException() {
        Optional<ProbedClip> first = task.clipOfInput().apply(0);
        if (first.isPresent() && exit.stderrTail().stream().anyMatch(line -> line.contains(TOO_MANY_PIXELS))) {
            return swollen(first.get().ref());
        }
        String words = String.join("; ", exit.stderrTail());
        return switch (exit.ending()) {
            case DEADLINE_PASSED, OUTPUT_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_TIMEOUT,
                        "%s took longer than the %d s of JOIN_DEADLINE".formatted(task.doing(), deadline.toSeconds()));
            case CPU_LIMIT_PASSED, MEMORY_LIMIT_PASSED, FILE_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_LIMIT,
                        "ffmpeg %s while %s".formatted(binaries.limitPassed(exit), task.doing()));
            case BY_ITSELF ->
                exit.endedFromOutside()
                        ? new TransientException(
                                ErrorCode.ENGINE_FAILED, "ffmpeg was ended from outside while " + task.doing(), null)
                        : badClip()
                                .orElseGet(() -> new RejectedException(
                                        ErrorCode.ENGINE_FAILED,
                                        "ffmpeg ended with code %d while %s: %s"
                                                .formatted(
                                                        exit.exitCode(),
                                                        task.doing(),
                                                        words.isEmpty() ? "no reason given" : words)));
        };
    }

    /** Of several inputs ffmpeg does not say which it is: then none is blamed. */
    private RejectedException swollen(ClipRef first) {
        return task.clipOfInput().apply(1).isPresent()
                ? new RejectedException(
                        ErrorCode.CLIP_UNREADABLE,
                        "a clip met while %s holds a picture larger than its header says".formatted(task.doing()))
                : new RejectedException(
                        ErrorCode.CLIP_UNREADABLE, first + " holds a picture larger than its header says", first);
    }

    /** Names the clip that does not decode, where ffmpeg says that of one. */
    private Optional<RejectedException> badClip() {
        for (String line : exit.stderrTail()) {
            Matcher complaint = BAD_INPUT.matcher(line);
            if (complaint.matches()) {
                Optional<ProbedClip> clip = task.clipOfInput().apply(Integer.parseInt(complaint.group(1)));
                if (clip.isPresent()) {
                    ClipRef ref = clip.get().ref();
                    return Optional.of(new RejectedException(
                            ErrorCode.CLIP_UNREADABLE,
                            "%s has %s that does not decode: %s".formatted(ref, task.read(), complaint.group(2)),
                            ref));
                }
            }
        }
        return Optional.empty();
    }
}
