/**
 * Facts of a media file: its container by its bytes, its streams and its packets by ffprobe.
 */
@NullMarked
package dev.videocompilation.worker.probe;

import org.jspecify.annotations.NullMarked;
