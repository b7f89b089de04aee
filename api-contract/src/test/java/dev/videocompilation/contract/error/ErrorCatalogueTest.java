package dev.videocompilation.contract.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCatalogueTest {
    @Test
    void documentAndEnumSayTheSame() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("../docs/errors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(ErrorCatalogueTest::row)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeSaysInASentenceWhatHappenedAndWhatToDo(ErrorCode code) {
        assertThat(code.summary()).matches("[A-Za-z].*\\.").hasSizeLessThan(200);
        assertThat(code.action()).matches("[A-Z].*\\.").hasSizeLessThan(200);
    }

    private static String row(ErrorCode code) {
        return "| `%s` | %s | %s | %s | %d |"
                .formatted(
                        code, code.summary(), code.action(), code.retryable() ? "yes" : "no", Problem.statusOf(code));
    }
}
