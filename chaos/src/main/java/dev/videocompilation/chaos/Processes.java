package dev.videocompilation.chaos;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The processes of this machine. */
final class Processes {
    private Processes() {}

    /** Those whose program lies in a folder. */
    static Stream<ProcessHandle> under(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .map(Path::of)
                        .filter(command -> command.startsWith(absolute))
                        .isPresent());
    }
}
