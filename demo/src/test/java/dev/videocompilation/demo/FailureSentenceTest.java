package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureSentenceTest {

    @Test
    void isOneLineWhateverTheMessageHolds() {
        assertThat(FailureSentence.of(new DemoFailedException("It failed:\n  because.\n"), Optional.empty()))
                .isEqualTo("It failed: because.");
    }

    @Test
    void whatNoOneForesawPointsToTheLog() {
        assertThat(FailureSentence.of(new IOException("disk on fire"), Optional.of(Path.of("out/demo.log"))))
                .isEqualTo("The demo failed unexpectedly (details in out/demo.log): java.io.IOException: disk on fire");
    }
}
