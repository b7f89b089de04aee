package dev.videocompilation.migrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The migration that is shipped for an owner who uses Prisma. */
final class PrismaMigration {

    private PrismaMigration() {}

    static String sql() {
        try {
            return Files.readString(Path.of("prisma/migrations/20261125000000_add_compiled_video/migration.sql"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
