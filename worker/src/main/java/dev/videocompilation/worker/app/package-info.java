/**
 * The program: the command line, the settings of all packages composed, and the one class that wires them.
 */
@NullMarked
package dev.videocompilation.worker.app;

import org.jspecify.annotations.NullMarked;
