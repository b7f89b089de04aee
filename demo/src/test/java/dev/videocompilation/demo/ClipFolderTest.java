package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipFolderTest {

    @TempDir
    private Path folder;

    @Test
    void takesClipsInNaturalOrderAndNothingElse() throws IOException {
        for (String name : new String[] {"10.mp4", "9.MOV", "1.m4v", "notes.txt", "2.webm", ".hidden.mp4"}) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("3.mp4"));

        assertThat(ClipFolder.clipsIn(folder))
                .containsExactly(folder.resolve("1.m4v"), folder.resolve("9.MOV"), folder.resolve("10.mp4"));
    }

    @Test
    void aMissingFolderAFileAndAnEmptyFolderAreToldApart() throws IOException {
        Path file = Files.createFile(folder.resolve("notes.txt"));

        refused(folder.resolve("gone"), "does not exist");
        refused(file, "is not a folder");
        refused(folder, "There is no clip in");
    }

    private static void refused(Path path, String what) {
        assertThatThrownBy(() -> ClipFolder.clipsIn(path))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(".mp4, .mov, .m4v");
    }
}
