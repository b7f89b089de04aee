/**
 * What operators do with webhook events: look at them and at the log of their attempts, choose some, and have them delivered again.
 * A replay is recorded with who and why in the transaction that makes the event due; a worker delivers it.
 */
@NullMarked
package dev.videocompilation.worker.events;

import org.jspecify.annotations.NullMarked;
