/**
 * Clips made with the real ffmpeg for the tests, and the measure of how far a video's sound is from its picture.
 */
@NullMarked
package dev.videocompilation.worker.testmedia;

import org.jspecify.annotations.NullMarked;
