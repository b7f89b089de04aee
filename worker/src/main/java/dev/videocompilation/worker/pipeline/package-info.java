/**
 * Runs the stages of one job in order, passes results along and returns the job's outcome. The engine that joins local
 * files and the one that serves the queue are the same.
 */
@NullMarked
package dev.videocompilation.worker.pipeline;

import org.jspecify.annotations.NullMarked;
