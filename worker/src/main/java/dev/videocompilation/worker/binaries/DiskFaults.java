package dev.videocompilation.worker.binaries;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.process.ProcessExit;
import java.util.Optional;

/**
 * What ffmpeg says of the disk. It tells what it could not write; a file that it could not read on it mostly takes for one that ends
 * there, or whose data are invalid, and no words tell that from a damaged file.
 */
public final class DiskFaults {
    private DiskFaults() {}

    /**
     * The failure that its last words tell of, however it ended: without {@code -xerror} it leaves out what it cannot read, and ends
     * well.
     *
     * @param doing what it was run for, such as {@code joining}
     */
    public static Optional<TransientException> told(ProcessExit exit, String doing) {
        if (says(exit, "No space left on device") || says(exit, "Disk quota exceeded")) {
            return Optional.of(
                    new TransientException(ErrorCode.DISK_FULL, "the scratch disk was full while " + doing, null));
        }
        if (says(exit, "Input/output error")) {
            return Optional.of(
                    new TransientException(ErrorCode.DISK_FAILED, "the scratch disk failed while " + doing, null));
        }
        return Optional.empty();
    }

    private static boolean says(ProcessExit exit, String words) {
        return exit.stderrTail().stream().anyMatch(line -> line.contains(words));
    }
}
