package dev.videocompilation.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database as one role sees it. */
record TestDatabase(int port, String name, String role) {

    private static final AtomicInteger ROLES = new AtomicInteger();

    /** The same database as a new role that owns nothing and has no right but to connect. */
    TestDatabase asNewRole() {
        String created = "role_" + ROLES.incrementAndGet();
        execute("CREATE ROLE " + created + " LOGIN PASSWORD 'right'");
        return new TestDatabase(port, name, created);
    }

    TestDatabase as(String other) {
        return new TestDatabase(port, name, other);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl());
        dataSource.setUser(role);
        dataSource.setPassword("right");
        return dataSource;
    }

    MigrationReport migrate() {
        return Migrations.migrate(dataSource());
    }

    void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure.getMessage() + " in " + sql, failure);
        }
    }

    /** The rows of a query, each as its values joined by a blank. */
    List<String> rows(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    values.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join(" ", values));
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure.getMessage() + " in " + sql, failure);
        }
    }

    /** Name, type and nullability of a table's columns. */
    List<String> columns(String table) {
        return rows("SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
                + " WHERE attrelid = '" + table + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname");
    }
}
