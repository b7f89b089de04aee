/**
 * From probed facts to a plan that a person can read. Pure: no file, no process, no clock.
 */
@NullMarked
package dev.videocompilation.worker.plan;

import org.jspecify.annotations.NullMarked;
