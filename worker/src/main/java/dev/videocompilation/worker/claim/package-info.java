/**
 * Who may work on a job: acceptance, lease and fence in one statement, the frozen list of clips, renewal.
 */
@NullMarked
package dev.videocompilation.worker.claim;

import org.jspecify.annotations.NullMarked;
