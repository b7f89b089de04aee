/**
 * From a text to lines that fit into a picture: the bundled font and its measures, line breaks, and the order in which the characters of a
 * line stand. Draws nothing itself.
 */
@NullMarked
package dev.videocompilation.worker.lettering;

import org.jspecify.annotations.NullMarked;
