/**
 * From a message's body to a request or to the reason why it is none.
 */
@NullMarked
package dev.videocompilation.worker.intake;

import org.jspecify.annotations.NullMarked;
