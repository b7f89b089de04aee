/**
 * Makes the final file of a proven join, where format, quality or size ask for another than the join itself: packets are copied
 * wherever they can be, and encoded otherwise.
 */
@NullMarked
package dev.videocompilation.worker.render;

import org.jspecify.annotations.NullMarked;
