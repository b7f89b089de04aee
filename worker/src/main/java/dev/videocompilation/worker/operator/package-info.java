/** Who acts by hand, why, and how fast: what every command of an operator that changes something stands on. */
@NullMarked
package dev.videocompilation.worker.operator;

import org.jspecify.annotations.NullMarked;
