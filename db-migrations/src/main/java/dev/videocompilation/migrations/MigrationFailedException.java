package dev.videocompilation.migrations;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The migrations could not be applied. The message is one sentence for the operator; {@link #sqlState()} tells the
 * kinds apart for a program.
 */
public final class MigrationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;

    private MigrationFailedException(String message, @Nullable String sqlState, Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    /** PostgreSQL's five-character error code; null where the failure did not come from the database. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    static MigrationFailedException because(Exception failure) {
        SQLException database = databaseFailure(failure);
        if (database == null) {
            return new MigrationFailedException("The migrations failed: " + oneLine(failure), null, failure);
        }
        String sqlState = database.getSQLState() == null ? "" : database.getSQLState();
        String reason = oneLine(database);
        String message = switch (sqlState) {
            case "28P01", "28000" -> "The database refuses the user or the password: " + reason;
            case "3D000" -> "The database does not exist: " + reason;
            case "42501" -> "A privilege is missing: " + reason;
            default ->
                sqlState.startsWith("08") || sqlState.startsWith("57P")
                        ? "The database cannot be reached: " + reason
                        : "A migration failed and was rolled back: " + reason;
        };
        return new MigrationFailedException(message, sqlState, failure);
    }

    private static @Nullable SQLException databaseFailure(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                found = sql;
            }
        }
        return found;
    }

    /** The first line of a message, without the severity that PostgreSQL puts before it. */
    private static String oneLine(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().findFirst().orElse("").replaceFirst("^(ERROR|FATAL): ", "");
    }
}
