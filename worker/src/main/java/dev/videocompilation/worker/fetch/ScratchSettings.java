package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the files of running jobs lie, and how much they may take.
 *
 * @param directory under which the worker keeps its scratch
 * @param budgetBytes of all jobs of the worker together; 0: as much as is free
 * @param jobQuotaBytes of one job
 */
public record ScratchSettings(Path directory, long budgetBytes, long jobQuotaBytes) {
    /** Named in the refusal of a job that is beyond it. */
    static final String JOB_QUOTA = "JOB_DISK_QUOTA";

    public ScratchSettings {
        Objects.requireNonNull(directory);
    }

    public static ScratchSettings read(SettingsReader reader) {
        String directory = reader.text(
                "SCRATCH_DIR", "", "Folder for the files of running jobs; the system's temporary folder where unset.");
        long budgetBytes = reader.bytes(
                "SCRATCH_BUDGET",
                "0",
                "Scratch space that the jobs of this worker may take together; 0: all that is free. For a disk that others use too.");
        long jobQuotaBytes = reader.bytes(
                JOB_QUOTA,
                "64GiB",
                "Scratch space above which a job is refused; it needs twice the size of its clips and 64 MiB, and a quarter of a byte for each pixel that is re-encoded.");
        return new ScratchSettings(
                Path.of(directory.isEmpty() ? System.getProperty("java.io.tmpdir") : directory),
                budgetBytes,
                jobQuotaBytes);
    }
}
