/**
 * The product's database: its SQL migrations, applied by {@link dev.videocompilation.migrations.Migrations}, and a
 * program that applies them. The jOOQ table classes under {@code dev.videocompilation.database} are generated from the
 * same migrations, so code and schema cannot differ.
 */
@NullMarked
package dev.videocompilation.migrations;

import org.jspecify.annotations.NullMarked;
