package dev.videocompilation.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    Path directory;

    @Test
    void aJobsFolderIsItsOwnersAloneAndIsRemovedWithAllThatIsInIt() throws IOException {
        try (Scratch scratch = open()) {
            Path path;
            try (ScratchDirectory job = scratch.newDirectory(List.of())) {
                path = job.path();
                assertThat(path.getFileName().toString()).matches("job-[0-9a-f]{16}");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rwx------");
                assertThat(job.clipFile(1)).isEqualTo(path.resolve("clip-0001.mp4"));
                assertThatIllegalArgumentException().isThrownBy(() -> job.clipFile(0));
                Files.createDirectories(path.resolve("a/b"));
                Files.writeString(path.resolve("a/b/c"), "x");
                Files.createSymbolicLink(path.resolve("link"), directory);
            }
            assertThat(path).doesNotExist();
            assertThat(directory).exists();
        }
        assertThat(workers()).isEmpty();
    }

    @Test
    void closingTwiceOrAfterTheFolderVanishedIsNoFailure() throws IOException {
        try (Scratch scratch = open()) {
            ScratchDirectory job = scratch.newDirectory(List.of());
            Files.delete(job.path());
            job.close();
            job.close();
        }
    }

    @Test
    void aLivingWorkersFolderIsNeverRemoved() throws IOException {
        try (Scratch first = open();
                ScratchDirectory job = first.newDirectory(List.of());
                Scratch second = open()) {
            assertThat(job.path()).exists();
            assertThat(workers()).hasSize(2);
            assertThat(second.newDirectory(List.of()).path()).exists();
        }
    }

    @Test
    void aLivingProcesssFolderStaysAndAKilledOnesGoes() throws Exception {
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherWorker.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(worker.inputReader().readLine()).isEqualTo("ready");
            List<Path> others = workers();
            assertThat(others).hasSize(1);
            open().close();
            assertThat(workers()).isEqualTo(others);
            worker.destroyForcibly().waitFor();
            assertThat(workers()).isEqualTo(others);
            open().close();
            assertThat(workers()).isEmpty();
        } finally {
            worker.destroyForcibly();
        }
    }

    /** A worker that lives until it is killed. */
    static final class OtherWorker {
        private OtherWorker() {}

        public static void main(String[] arguments) throws IOException {
            Scratch scratch =
                    Scratch.open(TestStorage.scratchSettings(Path.of(arguments[0])), RandomGenerator.getDefault());
            Files.writeString(scratch.newDirectory(List.of()).clipFile(1), "half a clip");
            System.out.println("ready");
            try (InputStream never = System.in) {
                never.transferTo(System.err);
            }
        }
    }

    @Test
    void aFolderThatDiedBeforeItsLockStoodIsRemoved() throws IOException {
        open().close();
        Path dead = Files.createDirectory(directory.resolve("video-compilation/worker-0000000000000000"));
        open().close();
        assertThat(dead).doesNotExist();
    }

    private Scratch open() {
        return Scratch.open(TestStorage.scratchSettings(directory), RandomGenerator.getDefault());
    }

    private List<Path> workers() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("video-compilation"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
