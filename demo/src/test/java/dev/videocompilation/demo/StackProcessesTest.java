package dev.videocompilation.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackProcessesTest {

    @TempDir
    private Path folder;

    @Test
    void endsTheProgramsOfItsFolderAndNoOther() throws Exception {
        Path program = Files.copy(
                Path.of("/bin/sleep").toRealPath(), requireNonNull(folder).resolve("sleep"));
        Process ours = new ProcessBuilder(program.toString(), "60").start();
        Process others = new ProcessBuilder("/bin/sleep", "60").start();
        try {
            StackProcesses.end(folder);

            assertThat(ours.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(others.isAlive()).isTrue();
        } finally {
            ours.destroyForcibly();
            others.destroyForcibly();
        }
    }
}
