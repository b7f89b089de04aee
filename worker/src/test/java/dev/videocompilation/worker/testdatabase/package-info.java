/** A migrated PostgreSQL for the tests of the packages that write to it. */
@NullMarked
package dev.videocompilation.worker.testdatabase;

import org.jspecify.annotations.NullMarked;
