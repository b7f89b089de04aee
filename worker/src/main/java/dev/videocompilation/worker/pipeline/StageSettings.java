package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.settings.SettingsReader;

/**
 * How many stages may run at once, over all jobs of the worker.
 *
 * @param cpuSlots of those that compute: probe, join and verify
 * @param ioSlots of those that copy: fetch and publish
 */
public record StageSettings(int cpuSlots, int ioSlots) {
    private static final int MOST = 256;

    public static StageSettings read(SettingsReader reader) {
        int processors = Math.min(MOST, Runtime.getRuntime().availableProcessors());
        return new StageSettings(
                reader.number(
                        "CPU_SLOTS",
                        "processors",
                        processors,
                        1,
                        MOST,
                        "Jobs that may probe, re-encode, join or verify at once; as many as the machine has processors where unset."),
                reader.number("IO_SLOTS", 4, 1, MOST, "Jobs that may fetch or publish at once."));
    }

    int slots(Stage.Resource resource) {
        return switch (resource) {
            case CPU -> cpuSlots;
            case IO -> ioSlots;
        };
    }
}
