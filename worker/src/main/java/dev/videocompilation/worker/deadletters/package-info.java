/**
 * What operators do with dead letters: read them without losing one, choose some, send them to their source queue again, discard
 * them, or have SQS move all of them. Whatever is done is recorded with who and why before a message is touched.
 */
@NullMarked
package dev.videocompilation.worker.deadletters;

import org.jspecify.annotations.NullMarked;
