/**
 * The vocabulary that stages share: outcomes, failures, the clip a failure is about, and the signal to stop.
 */
@NullMarked
package dev.videocompilation.worker.job;

import org.jspecify.annotations.NullMarked;
