/** Proxies that stand before the embedded servers and misbehave on demand: the faults of networks and services. */
@NullMarked
package dev.videocompilation.devstack.faults;

import org.jspecify.annotations.NullMarked;
