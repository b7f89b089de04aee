package dev.videocompilation.worker.pipeline;

import java.util.Locale;

/** The measured stages of a job, in order. */
public enum Stage {
    FETCH(Resource.IO),
    PROBE(Resource.CPU),
    CONFORM(Resource.CPU),
    JOIN(Resource.CPU),
    VERIFY(Resource.CPU),
    /** Its proof counts as {@link #VERIFY} again. */
    RENDER(Resource.CPU),
    PUBLISH(Resource.IO);

    /** What a stage uses up, and jobs compete for. */
    public enum Resource {
        CPU,
        IO;

        /** As in logs and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Resource resource;

    Stage(Resource resource) {
        this.resource = resource;
    }

    public Resource resource() {
        return resource;
    }

    /** As in logs, metrics and the breakdown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
