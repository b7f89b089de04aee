/**
 * Structured logs and the metrics catalogue.
 */
@NullMarked
package dev.videocompilation.worker.telemetry;

import org.jspecify.annotations.NullMarked;
