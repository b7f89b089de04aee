/**
 * From a file of captions (SRT or WebVTT) to plain texts with their times, one shown at a time. Knows nothing of pictures, players or tracks.
 */
@NullMarked
package dev.videocompilation.worker.captions;

import org.jspecify.annotations.NullMarked;
