package dev.videocompilation.worker.app;

import dev.videocompilation.worker.pipeline.JoinObserver;
import dev.videocompilation.worker.pipeline.Stage;
import java.io.PrintWriter;
import java.util.Objects;

/** Draws a bar over all stages on a terminal; silent elsewhere. The shares are rough: joining is most of the work. */
final class ProgressBar implements JoinObserver {
    private static final int WIDTH = 40;

    private final PrintWriter err;
    private final boolean terminal;

    ProgressBar(PrintWriter err, boolean terminal) {
        this.err = Objects.requireNonNull(err);
        this.terminal = terminal;
    }

    @Override
    public void stageBegins(Stage stage) {
        switch (stage) {
            case FETCH, PROBE -> draw(0, "probing");
            case CONFORM -> draw(0.05, "re-encoding");
            case JOIN -> draw(0.2, "joining");
            case VERIFY -> draw(0.8, "proving");
            case RENDER -> draw(0.8, "making the final file");
            case PUBLISH -> draw(1, "done");
        }
    }

    @Override
    public void conforming(double share) {
        draw(0.05 + 0.15 * share, "re-encoding");
    }

    @Override
    public void joining(double share) {
        draw(0.2 + 0.6 * share, "joining");
    }

    @Override
    public void rendering(double share) {
        draw(0.8 + 0.2 * share, "making the final file");
    }

    /** Wipes the bar. */
    void finish() {
        if (terminal) {
            err.print("\r" + " ".repeat(WIDTH + 20) + "\r");
            err.flush();
        }
    }

    private void draw(double share, String word) {
        if (terminal) {
            int filled = (int) Math.round(share * WIDTH);
            err.print("\r[%s%s] %3.0f %% %s "
                    .formatted("#".repeat(filled), "-".repeat(WIDTH - filled), share * 100, word));
            err.flush();
        }
    }
}
