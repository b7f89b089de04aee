/**
 * Scale-in protection of the ECS task that a worker runs in: taken before messages are, refreshed before it ends, given back when
 * the worker is idle or ends. Outside of ECS nothing is asked.
 */
@NullMarked
package dev.videocompilation.worker.protection;

import org.jspecify.annotations.NullMarked;
