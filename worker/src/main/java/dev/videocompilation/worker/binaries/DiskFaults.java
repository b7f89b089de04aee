package dev.videocompilation.worker.binaries;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.process.ProcessExit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ffmpeg says of the disk. It tells what it could not write; a file that it could not read on it mostly takes for one that ends
 * there, or whose data are invalid, and no words tell that from a damaged file. Nor do its words for a reading error: its demuxers
 * also say that of files that are cut short (Matroska's within its header).
 */
public final class DiskFaults {
    private static final String ERROR = "Input/output error";
    /** A line about an input, by a stage of ffmpeg's, by a demuxer that is taken here, or by ffprobe. */
    private static final Pattern OF_AN_INPUT =
            Pattern.compile("(?:\\[(?:(?:in|vist|aist)#|(?:mov|matroska|avi)[ ,])|file:|Error opening input).*");

    private DiskFaults() {}

    /**
     * The failure that its last words tell of.
     *
     * @param doing what it was run for, such as {@code joining}
     */
    public static Optional<TransientException> told(ProcessExit exit, String doing) {
        if (says(exit, "No space left on device") || says(exit, "Disk quota exceeded")) {
            return Optional.of(
                    new TransientException(ErrorCode.DISK_FULL, "the scratch disk was full while " + doing, null));
        }
        if (exit.stderrTail().stream()
                .anyMatch(line ->
                        line.contains(ERROR) && !OF_AN_INPUT.matcher(line).matches())) {
            return Optional.of(
                    new TransientException(ErrorCode.DISK_FAILED, "the scratch disk failed while " + doing, null));
        }
        return Optional.empty();
    }

    /**
     * Whether an input could not be read on, be it the disk's fault or the file's own; however it ended, for without {@code -xerror} it
     * leaves out what it cannot read, and ends well.
     */
    public static boolean cannotReadOn(ProcessExit exit) {
        return exit.stderrTail().stream()
                .anyMatch(line ->
                        line.contains(ERROR) && OF_AN_INPUT.matcher(line).matches());
    }

    private static boolean says(ProcessExit exit, String words) {
        return exit.stderrTail().stream().anyMatch(line -> line.contains(words));
    }
}
