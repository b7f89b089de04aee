/**
 * What the database remembers of a job's end: result, error, retry, release or cancelling, each under the claim's fence, and the outbox
 * row in the same transaction.
 */
@NullMarked
package dev.videocompilation.worker.ledger;

import org.jspecify.annotations.NullMarked;
