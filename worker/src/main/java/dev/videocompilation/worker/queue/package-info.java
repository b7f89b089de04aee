/**
 * Amazon SQS: long polling within the free slots, the heartbeat that keeps message and lease together, and the
 * acknowledgement that follows from a job's outcome.
 */
@NullMarked
package dev.videocompilation.worker.queue;

import org.jspecify.annotations.NullMarked;
