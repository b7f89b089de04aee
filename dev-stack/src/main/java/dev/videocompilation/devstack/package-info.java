/**
 * PostgreSQL, SQS and S3 inside the JVM that asks for them, and a receiver of webhooks: what the tests and the demo run
 * against instead of AWS and Docker. Everything listens on 127.0.0.1 only, on free ports, and keeps its files in one
 * directory. Nothing of it belongs into a running service.
 *
 * <p>The servers log much: a program that uses Logback includes {@code dev/videocompilation/devstack/quiet-loggers.xml},
 * any other sets the loggers named there.
 */
@NullMarked
package dev.videocompilation.devstack;

import org.jspecify.annotations.NullMarked;
