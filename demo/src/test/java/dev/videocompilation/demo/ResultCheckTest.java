package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.videocompilation.demo.ScriptRows.CompiledVideo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultCheckTest {
    private static final String URL = "https://videos.example.test/demo-5.mp4";

    @TempDir
    private Path folder;

    @Test
    void theScriptMustPointToTheAnnouncedVideo() {
        assertThatCode(() -> script(Optional.of(URL), true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> script(Optional.of(URL + "?old"), true)).hasMessageContaining("the script's row says");
        assertThatThrownBy(() -> script(Optional.empty(), true)).hasMessageContaining("says nothing");
        assertThatThrownBy(() -> script(Optional.of(URL), false)).hasMessageContaining("compiled_at");
    }

    @Test
    void theFileMustBeAsLargeAsAnnouncedAndStartWithItsIndex() throws IOException {
        assertThatCode(() -> ResultCheck.checkFile(32, boxes("ftyp", "moov", "free", "mdat")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ResultCheck.checkFile(33, boxes("ftyp", "moov", "free", "mdat")))
                .hasMessageContaining("33 bytes, but it has 32");
        assertThatThrownBy(() -> ResultCheck.checkFile(24, boxes("ftyp", "mdat", "moov")))
                .hasMessageContaining("moov does not precede its mdat");
        assertThatThrownBy(() -> ResultCheck.checkFile(16, boxes("ftyp", "moov")))
                .hasMessageContaining("moov does not precede its mdat");
    }

    private static void script(Optional<String> url, boolean compiledAtIsSet) {
        ResultCheck.checkScript(Samples.COMPILED.data(), new CompiledVideo(url, compiledAtIsSet));
    }

    /** A file of empty boxes, 8 bytes each. */
    private Path boxes(String... types) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String type : types) {
            bytes.write(new byte[] {0, 0, 0, 8});
            bytes.write(type.getBytes(StandardCharsets.US_ASCII));
        }
        return Files.write(folder.resolve("video.mp4"), bytes.toByteArray());
    }
}
