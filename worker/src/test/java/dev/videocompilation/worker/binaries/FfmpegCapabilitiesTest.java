package dev.videocompilation.worker.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegCapabilities.Kind;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.process.ProcessRunner;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FfmpegCapabilitiesTest {
    @TempDir
    private Path folder;

    @Test
    void tellsVersionAndComponentsOfTheRealBuild() {
        FfmpegCapabilities capabilities = FfmpegCapabilities.of(TestMedia.binaries());

        assertThat(capabilities.version()).matches("\\d+\\.\\d+.*");
        assertThat(capabilities.has(Kind.DEMUXERS, "mov")).isTrue();
        assertThat(capabilities.has(Kind.DEMUXERS, "mp4")).isTrue();
        assertThat(capabilities.has(Kind.ENCODERS, "aac")).isTrue();
        assertThat(capabilities.has(Kind.ENCODERS, "no_such_encoder")).isFalse();
    }

    @Test
    void refusesAJobThatNeedsWhatTheBuildLacks() {
        FfmpegCapabilities capabilities = FfmpegCapabilities.of(TestMedia.binaries());

        assertThatThrownBy(() -> capabilities.require(Kind.FILTERS, "no_such_filter", "a caption burned in"))
                .isInstanceOfSatisfying(RejectedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.FEATURE_UNAVAILABLE);
                    assertThat(e)
                            .hasMessageContaining("a caption burned in")
                            .hasMessageContaining("filter no_such_filter");
                });
    }

    @Test
    void refusesABuildWithoutTheCoreNamingWhatIsMissing() throws IOException {
        Path real = TestMedia.binaries().home().resolve("ffmpeg");
        script("ffmpeg", "LD_LIBRARY_PATH=%s exec %s \"$@\" | grep -v ' aac '".formatted(real.getParent(), real));
        script("ffprobe", "exit 0");

        assertThatThrownBy(() -> FfmpegCapabilities.of(FfmpegBinaries.in(folder, new ProcessRunner())))
                .isInstanceOf(FfmpegUnusableException.class)
                .hasMessageContaining("decoder aac")
                .hasMessageContaining("encoder aac")
                .hasMessageContaining("FFMPEG_HOME");
    }

    @Test
    void refusesAFolderWithoutTheProgramsSayingWhatToDo() {
        assertThatThrownBy(() -> FfmpegBinaries.in(folder, new ProcessRunner()))
                .isInstanceOf(FfmpegUnusableException.class)
                .hasMessageContaining("FFMPEG_HOME=" + folder)
                .hasMessageContaining("make worker");
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\nPATH=/usr/bin:/bin\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
