package dev.videocompilation.worker.captions;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a file of captions: SubRip (SRT) or WebVTT, told apart by the first line. What writers of such files differ in is taken as it
 * comes (a byte order mark, line ends, cues without numbers, settings behind the times); what cannot be understood for certain is
 * refused with its line, never guessed.
 */
public final class CaptionsReader {
    /** The largest file that is read. */
    public static final int MOST_BYTES = 1 << 20;

    private CaptionsReader() {}

    /**
     * Reads a file.
     *
     * @return its cues in the order of the file, at least one
     * @throws RejectedException with {@link ErrorCode#CAPTIONS_UNREADABLE}, the line named, if it is no such file or passes a limit
     */
    public static List<Cue> read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return parse(stream.readNBytes(MOST_BYTES + 1));
        }
    }

    /**
     * Reads what a file holds.
     *
     * @throws RejectedException as for a file
     */
    public static List<Cue> parse(byte[] content) {
        if (content.length > MOST_BYTES) {
            throw unreadable("the captions' file is larger than %d bytes".formatted(MOST_BYTES));
        }
        return new CueParser(CaptionsEncoding.lines(content)).cues();
    }

    static RejectedException unreadable(String what) {
        return new RejectedException(ErrorCode.CAPTIONS_UNREADABLE, what);
    }
}
