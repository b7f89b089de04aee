package dev.videocompilation.worker.app;

import dev.videocompilation.worker.settings.SettingsReader;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** The service. */
@Command(
        name = "run",
        description = {
            "Serves the queue until it gets SIGTERM: then takes no more jobs, lets running ones go on for DRAIN_TIMEOUT,",
            "hands the rest back uncounted, and ends."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Override
    public Integer call() throws InterruptedException {
        SettingsReader reader = new SettingsReader(System.getenv());
        WorkerSettings settings = WorkerSettings.read(reader);
        reader.finish();
        LOG.info("video-worker {} starts with {}", Version.text(), shown(reader.effectiveValues()));
        WorkerWiring worker = WorkerWiring.of(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(worker), "shutdown"));
        worker.start();
        LOG.info("polling");
        worker.awaitEnd();
        // The poller ends only when the program does; the shutdown hook ends the rest.
        Thread.currentThread().join();
        return ExitCode.OK;
    }

    private static void end(WorkerWiring worker) {
        try {
            worker.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            worker.close();
            LOG.info("ended");
        }
        // A drained end is a good one, whatever signal asked for it.
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private static String shown(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
    }
}
