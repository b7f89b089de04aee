/**
 * The proof before publishing: an output that is not what the plan promised is never seen by anyone.
 */
@NullMarked
package dev.videocompilation.worker.verify;

import org.jspecify.annotations.NullMarked;
