package dev.videocompilation.worker.process;

import java.time.Duration;
import java.util.Objects;

/**
 * What a child may use.
 *
 * @param addressSpaceBytes what it may map, used or not (RLIMIT_AS)
 * @param cpu processor time, that of all its threads together (RLIMIT_CPU); counted in whole seconds
 * @param fileBytes how large any file that it writes may become (RLIMIT_FSIZE); pipes are not counted
 * @param openFiles descriptors that it may have open at once (RLIMIT_NOFILE)
 */
public record ProcessLimits(long addressSpaceBytes, Duration cpu, long fileBytes, int openFiles) {
    public ProcessLimits {
        Objects.requireNonNull(cpu);
    }
}
