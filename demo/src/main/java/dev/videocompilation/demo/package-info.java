/**
 * The demo: one script's clips become one video, through a real queue, a real bucket and a real database, by a worker in its
 * own process; then everything that was promised is checked from outside. It uses the embedded stack and what a backend
 * would use of the contract, and is no part of the service.
 */
@NullMarked
package dev.videocompilation.demo;

import org.jspecify.annotations.NullMarked;
