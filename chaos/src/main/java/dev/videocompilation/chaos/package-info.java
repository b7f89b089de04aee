/** Chaos: what a fleet of workers promises, tried by breaking it. */
@NullMarked
package dev.videocompilation.chaos;

import org.jspecify.annotations.NullMarked;
