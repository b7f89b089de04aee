package dev.videocompilation.worker.verify;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.DiskFaults;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.process.ProcessExit;
import java.time.Duration;
import java.util.Optional;

/** Tells an ffmpeg that was stopped, whose silence proves nothing, from one that came to its own end. */
final class ProofEnding {
    private ProofEnding() {}

    /**
     * Lets an ffmpeg pass that ended by itself, well or not.
     *
     * @param binaries what ran it
     * @throws RejectedException with {@link ErrorCode#ENGINE_TIMEOUT} if it passed its deadline or wrote too much, with
     *     {@link ErrorCode#ENGINE_LIMIT} if it passed another of its limits
     * @throws TransientException if it was ended from outside, or the disk is full or fails
     */
    static void requireOwn(FfmpegBinaries binaries, ProcessExit exit, Duration deadline) {
        Optional<TransientException> fault = DiskFaults.told(exit, "decoding for the proof");
        if (fault.isPresent()) {
            throw fault.get();
        }
        switch (exit.ending()) {
            case DEADLINE_PASSED ->
                throw new RejectedException(
                        ErrorCode.ENGINE_TIMEOUT,
                        "decoding for the proof took longer than the %.1f s that VERIFY_DEADLINE gives"
                                .formatted(deadline.toMillis() / 1000.0));
            case OUTPUT_LIMIT_PASSED ->
                throw new RejectedException(
                        ErrorCode.ENGINE_TIMEOUT, "decoding for the proof wrote more than it may and was stopped");
            case CPU_LIMIT_PASSED, MEMORY_LIMIT_PASSED, FILE_LIMIT_PASSED ->
                throw new RejectedException(
                        ErrorCode.ENGINE_LIMIT, "ffmpeg %s during the proof".formatted(binaries.limitPassed(exit)));
            case BY_ITSELF -> {
                if (exit.endedFromOutside()) {
                    throw new TransientException(
                            ErrorCode.ENGINE_FAILED, "ffmpeg was ended from outside during the proof", null);
                }
            }
        }
    }
}
