package dev.videocompilation.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a test asks of processes that are not its children. */
final class Processes {
    private Processes() {}

    /** A killed process that waits for its parent's parent to collect it is dead, though it has a number still. */
    static boolean isAlive(String pid) {
        if (ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty()) {
            return false;
        }
        try {
            return !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (NoSuchFileException e) {
            return Files.notExists(Path.of("/proc"));
        } catch (IOException e) {
            // It went away while its state was read.
            return false;
        }
    }
}
