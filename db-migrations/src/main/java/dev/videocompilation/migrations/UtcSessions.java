package dev.videocompilation.migrations;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Puts every session that Flyway opens into UTC, the history's timestamps being without zone too. */
final class UtcSessions extends BaseCallback {

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_CONNECT;
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute(Migrations.SESSION_SQL);
        } catch (SQLException failure) {
            throw new FlywayException("Tried to set the session's time zone but failed", failure);
        }
    }
}
