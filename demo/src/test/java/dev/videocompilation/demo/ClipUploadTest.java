package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClipUploadTest {

    @Test
    void keysNeedNoEscapeInEitherFormOfAnAddress() {
        assertThat(ClipUpload.key(7, "Mein Film #2 (100%).mp4")).isEqualTo("clips/007-Mein-Film--2--100--.mp4");
        assertThat(ClipUpload.key(12, "..")).isEqualTo("clips/012-..");
    }
}
