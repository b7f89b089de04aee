/**
 * The ISO base media file format (ISO/IEC 14496-12): what a file's index says, and the writing of a new one over samples that lie in
 * other files.
 */
@NullMarked
package dev.videocompilation.worker.isobmff;

import org.jspecify.annotations.NullMarked;
