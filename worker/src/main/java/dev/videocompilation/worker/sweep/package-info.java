/**
 * What makes good again what faults leave behind: messages that are missing are sent anew, outputs and uploads that lost their race
 * are removed, finished rows are aged out; and the figures of what is left to do.
 */
@NullMarked
package dev.videocompilation.worker.sweep;

import org.jspecify.annotations.NullMarked;
