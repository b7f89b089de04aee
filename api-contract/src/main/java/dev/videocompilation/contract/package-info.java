/**
 * The contract between backends and the worker fleet: the job message, the webhook events, the HTTP API, the error
 * catalogue, and the client that enqueues. {@code docs/contract.md} is its guide. Imports between the packages run one
 * way: client, api and event use job and error; job uses error.
 */
@NullMarked
package dev.videocompilation.contract;

import org.jspecify.annotations.NullMarked;
