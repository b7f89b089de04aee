package dev.videocompilation.contract.event;

import java.time.Instant;

/** Something that happened to a job, told to the address in its {@code webhookUrl}. */
public sealed interface WebhookEvent permits VideoCompiled, VideoCompileFailed, VideoCompileCancelled {
    /** The event's name on the wire, e.g. {@code video.compiled}. */
    String type();

    /** When it happened (not when it was sent), in whole milliseconds. */
    Instant timestamp();
}
