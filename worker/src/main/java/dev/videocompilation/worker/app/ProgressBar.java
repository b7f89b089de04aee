package dev.videocompilation.worker.app;

import dev.videocompilation.worker.pipeline.JobProgress;
import dev.videocompilation.worker.pipeline.JoinObserver;
import dev.videocompilation.worker.pipeline.Stage;
import java.io.PrintWriter;
import java.util.Objects;

/** Draws a bar over all stages on a terminal; silent elsewhere. */
final class ProgressBar implements JoinObserver {
    private static final int WIDTH = 40;

    private final PrintWriter err;
    private final boolean terminal;
    private final JobProgress progress;
    private String word = "";

    /** @param progress of the same join, told before this */
    ProgressBar(PrintWriter err, boolean terminal, JobProgress progress) {
        this.err = Objects.requireNonNull(err);
        this.terminal = terminal;
        this.progress = Objects.requireNonNull(progress);
    }

    @Override
    public void stageBegins(Stage stage) {
        word = switch (stage) {
            case FETCH, PROBE -> "probing";
            case CONFORM -> "re-encoding";
            case JOIN -> "joining";
            case VERIFY -> "proving";
            case RENDER -> "making the final file";
            case PUBLISH -> "done";
        };
        draw();
    }

    @Override
    public void conforming(double share) {
        draw();
    }

    @Override
    public void joining(double share) {
        draw();
    }

    @Override
    public void rendering(double share) {
        draw();
    }

    /** Wipes the bar. */
    void finish() {
        if (terminal) {
            err.print("\r" + " ".repeat(WIDTH + 55) + "\r");
            err.flush();
        }
    }

    private void draw() {
        if (terminal) {
            JobProgress.Reading reading = progress.read();
            int filled = (int) Math.round(reading.share() * WIDTH);
            String left = reading.secondsLeft().isPresent()
                    ? "about %d s left".formatted(reading.secondsLeft().getAsInt())
                    : "";
            err.print("\r[%s%s] %3.0f %% %-21s %-20s"
                    .formatted("#".repeat(filled), "-".repeat(WIDTH - filled), reading.share() * 100, word, left));
            err.flush();
        }
    }
}
