package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {

    @TempDir
    private Path folder;

    @Test
    void showsNewsOfTheJobKeepsEverythingAndEndsWithSigterm() throws Exception {
        Path launcher = Samples.launcher(folder, """
                trap 'echo ended; exit 0' TERM
                echo '{"level":"INFO","mdc":{},"formattedMessage":"polling"}' >&2
                echo '{"level":"INFO","mdc":{"jobId":"demo-1","stage":"fetch"},"formattedMessage":"ended after 3 ms"}' >&2
                while :; do sleep 0.05; done""");
        List<String> news = new CopyOnWriteArrayList<>();
        CountDownLatch told = new CountDownLatch(1);
        WorkerProcess worker = WorkerProcess.start(launcher, Samples.PATH, log(said -> {
            news.add(said);
            told.countDown();
        }));

        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        worker.close();

        assertThat(news).containsExactly("fetch ended after 3 ms");
        assertThat(worker.awaitExit(Duration.ofSeconds(1))).contains(0);
        assertThat(Files.readString(folder.resolve("worker.log")))
                .contains("polling")
                .endsWith("ended\n");
    }

    @Test
    void theLastWarningIsItsComplaint() throws Exception {
        Path launcher = Samples.launcher(folder, """
                echo 'something plain'
                echo '{"level":"WARN","mdc":{},"formattedMessage":"QUEUE_UNAVAILABLE: refused"}'
                echo '{"level":"INFO","mdc":{},"formattedMessage":"ended"}'
                echo '{broken'""");
        try (WorkerProcess worker = WorkerProcess.start(launcher, Samples.PATH, log(said -> {}))) {
            assertThat(worker.awaitExit(Duration.ofSeconds(10))).contains(0);
            assertThat(worker.complaint()).startsWith("its last words: QUEUE_UNAVAILABLE: refused (its log is ");
        }
    }

    @Test
    void inheritsNothingButWhatItIsGiven() throws Exception {
        Path launcher = Samples.launcher(folder, "env");
        try (WorkerProcess worker = WorkerProcess.start(launcher, Samples.PATH, log(said -> {}))) {
            assertThat(worker.awaitExit(Duration.ofSeconds(10))).contains(0);
        }
        assertThat(Files.readAllLines(folder.resolve("worker.log")))
                .allMatch(line -> line.matches("(PATH|PWD|SHLVL|_|OLDPWD)=.*"));
    }

    private WorkerLog log(Consumer<String> news) throws IOException {
        return new WorkerLog(folder.resolve("worker.log"), news);
    }
}
