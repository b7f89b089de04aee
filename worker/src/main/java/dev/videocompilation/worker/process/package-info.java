/**
 * Child processes: an argument list, a deadline, bounded output, a graceful then a forced stop, a scrubbed environment.
 */
@NullMarked
package dev.videocompilation.worker.process;

import org.jspecify.annotations.NullMarked;
