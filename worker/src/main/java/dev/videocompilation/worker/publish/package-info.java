/**
 * Puts a proven video into the bucket under a key that no other claim uses, and gives its lasting address.
 */
@NullMarked
package dev.videocompilation.worker.publish;

import org.jspecify.annotations.NullMarked;
