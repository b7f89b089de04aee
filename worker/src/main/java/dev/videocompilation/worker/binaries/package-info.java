/**
 * The one owner of ffmpeg and ffprobe: where they are, what they can do, and how they are started.
 */
@NullMarked
package dev.videocompilation.worker.binaries;

import org.jspecify.annotations.NullMarked;
