/**
 * Settings from the environment: each has a name, a unit, a default and a sentence; all wrong ones are reported together.
 */
@NullMarked
package dev.videocompilation.worker.settings;

import org.jspecify.annotations.NullMarked;
