package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoArgumentsTest {

    @Test
    void readsEveryOption() {
        DemoArguments arguments = DemoArguments.parse(
                "--clips", "my clips", "--worker", "w/video-worker", "--ffmpeg", "ff", "--output", "out");

        assertThat(arguments.worker()).isEqualTo(Path.of("w/video-worker"));
        assertThat(arguments.ffmpegHome()).isEqualTo(Path.of("ff"));
        assertThat(arguments.output()).isEqualTo(Path.of("out"));
        assertThat(arguments.clips()).contains(Path.of("my clips"));
    }

    @Test
    void clipsMayBeLeftOut() {
        assertThat(DemoArguments.parse("--worker", "w", "--ffmpeg", "f", "--output", "o")
                        .clips())
                .isEmpty();
    }

    @Test
    void namesTheArgumentAtFault() {
        refused("--output is missing", "--worker", "w", "--ffmpeg", "f");
        refused("--clips needs a value", "--worker", "w", "--clips");
        refused("--clips needs a value", "--clips", " ", "--worker", "w");
        refused("Unknown argument --verbose", "--verbose", "yes");
        refused("--worker is given twice", "--worker", "a", "--worker", "b");
    }

    @Test
    void aWorkerThatWasNotBuiltIsNamed(@TempDir Path folder) {
        DemoArguments arguments =
                DemoArguments.parse("--worker", folder.resolve("gone").toString(), "--ffmpeg", "f", "--output", "o");

        assertThatThrownBy(arguments::requireWorker)
                .isInstanceOf(DemoFailedException.class)
                .hasMessageStartingWith("There is no executable worker at " + folder)
                .hasMessageEndingWith("run make worker first.");
    }

    private static void refused(String beginning, String... arguments) {
        assertThatThrownBy(() -> DemoArguments.parse(arguments))
                .isInstanceOf(DemoFailedException.class)
                .hasMessageStartingWith(beginning);
    }
}
