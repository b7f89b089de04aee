/**
 * Turns a plan into ffmpeg's argument list and runs it with a deadline and its progress.
 */
@NullMarked
package dev.videocompilation.worker.ffmpeg;

import org.jspecify.annotations.NullMarked;
