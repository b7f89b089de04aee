/**
 * Child processes: an argument list, a deadline, bounded output, a graceful then a forced stop, a scrubbed environment; where the
 * program {@code limited} is there, limits by the kernel too.
 */
@NullMarked
package dev.videocompilation.worker.process;

import org.jspecify.annotations.NullMarked;
