/**
 * The webhook events, in the form of the Standard Webhooks specification ({@code type}, {@code timestamp}, {@code
 * data}), and their exact JSON. Signing and delivery are the worker's business; the JSON Schema {@code
 * schema/webhook-event.v1.schema.json} is the truth for their shape.
 */
@NullMarked
package dev.videocompilation.contract.event;

import org.jspecify.annotations.NullMarked;
