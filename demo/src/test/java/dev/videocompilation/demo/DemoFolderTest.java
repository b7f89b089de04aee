package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {

    @TempDir
    private Path directory;

    @Test
    void deletesTheResultsOfAnEarlierDemoAndNothingElse() throws IOException {
        Files.createDirectories(directory.resolve("stack/postgres/data"));
        Files.writeString(directory.resolve("stack/postgres/data/file"), "old");
        Files.writeString(directory.resolve("compiled.mp4"), "old");
        Files.writeString(directory.resolve("mine.txt"), "keep");

        try (DemoFolder folder = DemoFolder.prepare(directory, List.of())) {
            assertThat(folder.stack()).doesNotExist();
            assertThat(folder.compiledVideo()).doesNotExist();
            assertThat(directory.resolve("mine.txt")).hasContent("keep");
        }
    }

    @Test
    void aLinkIsDeletedNotWhatItPointsTo() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "keep");
        Path output = Files.createDirectory(directory.resolve("demo"));
        Files.createSymbolicLink(output.resolve("clips"), elsewhere);

        DemoFolder.prepare(output, List.of()).close();

        assertThat(output).isEmptyDirectory();
        assertThat(elsewhere.resolve("file")).hasContent("keep");
    }

    @Test
    void afterTheDemoOnlyItsResultsStay() throws IOException {
        try (DemoFolder folder = DemoFolder.prepare(directory, List.of())) {
            Files.createDirectories(folder.stack());
            Files.createDirectories(folder.scratch());
            Files.writeString(folder.compiledVideo(), "new");
        }

        assertThat(directory).isDirectoryNotContaining(file -> !file.endsWith("compiled.mp4"));
    }

    @Test
    void twoDemosDoNotShareAFolder() throws IOException {
        try (DemoFolder first = DemoFolder.prepare(directory, List.of())) {
            Path log = Files.writeString(first.workerLog(), "in use");

            assertThatThrownBy(() -> DemoFolder.prepare(directory, List.of()))
                    .isInstanceOf(DemoFailedException.class)
                    .hasMessageStartingWith("Another demo is using");
            assertThat(log).exists();
        }
    }

    @Test
    void clipsThatItWouldDeleteAreRefused() throws IOException {
        Path clip = Files.createDirectories(directory.resolve("clips")).resolve("1.mp4");
        Files.writeString(clip, "mine");

        assertThatThrownBy(() -> DemoFolder.prepare(directory, List.of(clip)))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageContaining("1.mp4 is a result of an earlier demo");
        assertThat(clip).exists();
    }

    @Test
    void aFileInThePlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> DemoFolder.prepare(file, List.of()))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageContaining("is a file, not a folder");
    }
}
