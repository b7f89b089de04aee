/**
 * The job message: what a backend puts on the queue to have a script's videos compiled. {@link
 * dev.videocompilation.contract.job.JobMessage} writes it, {@link dev.videocompilation.contract.job.JobMessageReader}
 * reads it; the JSON Schema {@code schema/compile-job.v1.schema.json} is the truth for its shape.
 */
@NullMarked
package dev.videocompilation.contract.job;

import org.jspecify.annotations.NullMarked;
