package dev.videocompilation.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosTest {
    private static final Path FOLDER = Path.of("target", "tmp", "chaos").toAbsolutePath();

    @Test
    void aMinuteOfChaosBreaksNoPromise() throws Exception {
        FileTrees.delete(FOLDER);
        Files.createDirectories(FOLDER);
        List<String> told = Collections.synchronizedList(new ArrayList<>());

        List<String> breaches =
                new ChaosRun(new ChaosOptions(20, 60, 5, Goals.ofKills(6), 3, 20, FOLDER), told::add).run();

        assertThat(breaches)
                .describedAs(String.join(System.lineSeparator(), told))
                .isEmpty();
        FileTrees.delete(FOLDER);
    }
}
