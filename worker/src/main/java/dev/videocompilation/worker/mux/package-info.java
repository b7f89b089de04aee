/**
 * Makes an output out of its clips: the pictures that cannot be copied, the sound, and one file that holds all of it.
 */
@NullMarked
package dev.videocompilation.worker.mux;

import org.jspecify.annotations.NullMarked;
