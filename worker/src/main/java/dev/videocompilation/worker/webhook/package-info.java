/**
 * Delivers the outbox: Standard Webhooks signatures, the address policy against server-side request forgery, and the retry
 * schedule.
 */
@NullMarked
package dev.videocompilation.worker.webhook;

import org.jspecify.annotations.NullMarked;
