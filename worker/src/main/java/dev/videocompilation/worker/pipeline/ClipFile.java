package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.job.ClipRef;
import java.nio.file.Path;

/**
 * A clip on local disk.
 *
 * @param ref what to call it
 * @param file where it lies, under a name that the worker made
 */
public record ClipFile(ClipRef ref, Path file) {}
