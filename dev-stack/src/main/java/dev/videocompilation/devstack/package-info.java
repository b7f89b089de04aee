/**
 * PostgreSQL, SQS and S3 inside the JVM that asks for them, and a receiver of webhooks: what the tests and the demo run
 * against instead of AWS and Docker. Everything listens on 127.0.0.1 only, on free ports, and keeps its files in one
 * directory. Nothing of it belongs into a running service.
 */
@NullMarked
package dev.videocompilation.devstack;

import org.jspecify.annotations.NullMarked;
