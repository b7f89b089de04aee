/**
 * Amazon S3 to scratch: where a clip lies, which object it is (ETag), and its bytes, whole or not at all.
 */
@NullMarked
package dev.videocompilation.worker.fetch;

import org.jspecify.annotations.NullMarked;
