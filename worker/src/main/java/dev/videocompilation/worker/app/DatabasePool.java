package dev.videocompilation.worker.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.database.compilation.Tables;
import dev.videocompilation.worker.job.FailureReason;
import dev.videocompilation.worker.job.TransientException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.SQLStateClass;
import org.jooq.impl.DSL;

/** The worker's connections: in UTC, since the shared tables' timestamps carry no zone, and with every wait bounded. */
final class DatabasePool implements AutoCloseable {
    private final HikariDataSource dataSource;

    private DatabasePool(HikariDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Opens the connections of a command. */
    static DatabasePool open(DatabaseSettings settings) {
        return open(settings, SessionLimits.of(settings.timeout()));
    }

    static DatabasePool open(DatabaseSettings settings, SessionLimits limits) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.timeout().toMillis());
        // Connections are made when they are asked for, so that a start without a database ends in our own words.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(limits.sessionSql());
        config.addDataSourceProperty(
                "connectTimeout", Long.toString(settings.timeout().toSeconds()));
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(settings.timeout().toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "video-worker");
        return new DatabasePool(new HikariDataSource(config));
    }

    HikariDataSource dataSource() {
        return dataSource;
    }

    DSLContext queries() {
        return DSL.using(dataSource, SQLDialect.POSTGRES);
    }

    /**
     * Checks that the database answers and has the worker's tables, as this release knows them.
     *
     * @param more tables that the command needs beside the worker's
     * @throws TransientException if it does not answer
     * @throws CommandFailedException if the tables or one of their columns are missing
     */
    void check(Table<?>... more) {
        try (Connection connection = dataSource.getConnection()) {
            Objects.requireNonNull(connection);
        } catch (SQLException e) {
            throw new TransientException(ErrorCode.DATABASE_UNAVAILABLE, FailureReason.of(e), e);
        }
        try {
            queries()
                    .select(Tables.COMPILE_JOBS.CANCEL_REQUESTED_AT)
                    .from(Tables.COMPILE_JOBS)
                    .limit(0)
                    .fetch();
            queries()
                    .select(Tables.WEBHOOK_OUTBOX.REPLAYS)
                    .from(Tables.WEBHOOK_OUTBOX)
                    .limit(0)
                    .fetch();
            queries().selectOne().from(Tables.WEBHOOK_ATTEMPTS).limit(0).fetch();
            queries().selectOne().from(Tables.SWEEP_PROGRESS).limit(0).fetch();
            for (Table<?> table : more) {
                queries().selectOne().from(table).limit(0).fetch();
            }
        } catch (DataAccessException e) {
            if (e.sqlStateClass() != SQLStateClass.C42_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION) {
                throw new TransientException(ErrorCode.DATABASE_UNAVAILABLE, FailureReason.of(e), e);
            }
            throw new CommandFailedException(
                    "the database lacks the worker's tables, or the role may not read them (%s); run video-worker migrate, and see docs/database.md for the grants"
                            .formatted(FailureReason.of(e)),
                    ExitCode.FAILED);
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
