package dev.videocompilation.worker.app;

import dev.videocompilation.worker.settings.SettingsReader;
import java.time.Duration;

/**
 * The database.
 *
 * @param url JDBC address
 * @param user role
 * @param password its password, empty where none is needed
 * @param connections at most
 * @param timeout for a connection, and for any answer
 */
record DatabaseSettings(String url, String user, String password, int connections, Duration timeout) {
    static DatabaseSettings read(SettingsReader reader) {
        String url = reader.required(
                "DATABASE_URL", "JDBC address of PostgreSQL, such as `jdbc:postgresql://host:5432/name`.");
        reader.require(
                url.isEmpty() || url.startsWith("jdbc:postgresql:"), "DATABASE_URL must begin with jdbc:postgresql:");
        reader.require(!url.contains("password="), "DATABASE_URL must not hold the password; use DATABASE_PASSWORD");
        return new DatabaseSettings(
                url,
                reader.required("DATABASE_USER", "Role to connect as."),
                reader.secret("DATABASE_PASSWORD", "Its password."),
                reader.number("DATABASE_CONNECTIONS", 8, 2, 200, "Connections of this worker at most."),
                reader.duration(
                        "DATABASE_TIMEOUT",
                        "10s",
                        Duration.ofSeconds(1),
                        "How long to wait for a connection, and for any answer. PostgreSQL ends a statement after 80 % of it, and the transaction of a silent client after half of it, at most a third of `JOB_LEASE`."));
    }

    /** Masks the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=%s, user=%s]".formatted(url, user);
    }
}
