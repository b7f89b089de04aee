package dev.videocompilation.demo;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Runs the demo and exits with 0, or with 1 and one sentence on standard error. Whichever way it ends, Ctrl-C included, it leaves
 * no process behind.
 */
public final class Demo {
    /** What an ending thread has before the program ends without it. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(5);

    private Demo() {}

    public static void main(String[] arguments) {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Locale.setDefault(Locale.ROOT);
        Teardown teardown = new Teardown();
        stopWith(teardown, Thread.currentThread());
        int exitCode = run(arguments, teardown);
        if (!teardown.wasStopped()) {
            System.exit(exitCode);
        }
    }

    private static int run(String[] given, Teardown teardown) {
        Optional<Path> log = Optional.empty();
        try {
            DemoArguments arguments = DemoArguments.parse(given);
            arguments.requireWorker();
            FfmpegBinaries binaries = FfmpegBinaries.in(arguments.ffmpegHome(), new ProcessRunner());
            List<Path> ownClips = arguments.clips().map(ClipFolder::clipsIn).orElse(List.of());
            DemoFolder folder = teardown.open(() -> DemoFolder.prepare(arguments.output(), ownClips));
            log = Optional.of(folder.demoLog());
            DemoLog.writeTo(folder.demoLog());
            Progress progress = new Progress(System.out, System::nanoTime);
            DemoFfmpeg ffmpeg = new DemoFfmpeg(binaries, arguments.output().toAbsolutePath());
            DemoReport report = new DemoRun(arguments, folder, ffmpeg, progress, teardown).run(ownClips);
            teardown.close();
            progress.say("worker and stack have ended");
            System.out.println(report.text());
            return 0;
        } catch (Exception failure) {
            if (!teardown.wasStopped()) {
                log.ifPresent(file ->
                        LoggerFactory.getLogger(Demo.class).error("The demo failed; its parts are closed.", failure));
                teardown.close();
                System.out.flush();
                System.err.println("demo: " + FailureSentence.of(failure, log));
            }
            return 1;
        }
    }

    private static void stopWith(Teardown teardown, Thread main) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            boolean stopped = teardown.stop();
                            teardown.close();
                            if (stopped) {
                                // Not before: a stack that is starting must not be cut short.
                                main.interrupt();
                                awaitEnd(main);
                                System.err.println("demo: Stopped before its end; nothing is left running.");
                            }
                        },
                        "demo-stop"));
    }

    /** It has a child process to end, where it was using ffmpeg. */
    private static void awaitEnd(Thread main) {
        try {
            main.join(LAST_STEPS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
