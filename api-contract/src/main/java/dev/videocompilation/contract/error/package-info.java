/**
 * The error catalogue: every failure that a user, a backend or an operator can cause or meet, by code. Each code
 * says what happened, what to do, and whether trying again can help. {@code docs/errors.md} shows it as a table.
 */
@NullMarked
package dev.videocompilation.contract.error;

import org.jspecify.annotations.NullMarked;
