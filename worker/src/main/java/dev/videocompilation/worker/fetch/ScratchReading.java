package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.job.StoppedException;
import dev.videocompilation.worker.job.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells a file that is damaged from a disk that fails. */
public final class ScratchReading {
    private ScratchReading() {}

    /**
     * Reads files of scratch from end to end, those that are there. To be asked before a clip or a result is blamed for what a program
     * read in it.
     *
     * @throws TransientException with {@link dev.videocompilation.contract.error.ErrorCode#DISK_FAILED} if one cannot be read
     * @throws StoppedException if the thread is interrupted
     */
    public static void requireReadable(List<Path> files) {
        for (Path file : files) {
            if (Files.exists(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw ScratchFaults.of("read " + file.getFileName(), e);
                }
            }
        }
    }
}
