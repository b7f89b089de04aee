package dev.videocompilation.worker.pipeline;

import java.util.Locale;

/** The measured stages of a job, in order. */
public enum Stage {
    FETCH,
    PROBE,
    JOIN,
    VERIFY,
    PUBLISH;

    /** As in logs, metrics and the breakdown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
