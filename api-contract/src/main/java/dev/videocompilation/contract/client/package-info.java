/**
 * The client with which a backend hands a job over: it commits the job's row, which is the acceptance, and then sends
 * the message, which is only the hint that wakes a worker.
 */
@NullMarked
package dev.videocompilation.contract.client;

import org.jspecify.annotations.NullMarked;
