package dev.videocompilation.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerTest {

    @Test
    void keepsPortAndDataAcrossAnOutage(@TempDir Path directory) throws SQLException {
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(directory)) {
            DataSource dataSource = server.dataSource();
            Sql.execute(dataSource, "CREATE TABLE kept AS SELECT 1 AS n");
            String address = server.jdbcUrl();
            try (Connection open = dataSource.getConnection()) {
                server.stop();

                assertThat(open.isValid(1)).as("an outage cuts connections").isFalse();
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> dataSource.getConnection().close())
                        .withMessageContaining("refused");
            }

            server.startAgain();

            assertThat(server.jdbcUrl()).isEqualTo(address);
            assertThat(Sql.value(dataSource, "SELECT n FROM kept")).isEqualTo("1");
        }
    }

    @Test
    void refusesADirectoryThatAnotherStackUses() {
        Path used = StartedStack.DIRECTORY.resolve("postgres");
        StartedStack.get();

        assertThatExceptionOfType(DevStackException.class)
                .isThrownBy(() -> EmbeddedPostgresServer.start(used))
                .withMessage("Another running stack uses " + used + ": end it first, or take another directory.");
        assertThat(Sql.value(StartedStack.get().dataSource(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void listensOnTheLoopbackAddressOnly() {
        DataSource dataSource = StartedStack.get().dataSource();

        assertThat(Sql.value(dataSource, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(Sql.value(dataSource, "SHOW unix_socket_directories")).isEmpty();
    }

    @Test
    void givesATestADatabaseOfItsOwn() {
        EmbeddedPostgresServer server = StartedStack.get().postgres();
        DataSource template = server.dataSource(server.createDatabase("template_one"));
        Sql.execute(template, "CREATE TABLE migrated AS SELECT 1 AS n");

        DataSource copy = server.dataSource(server.createDatabase("copy_one", "template_one"));
        DataSource empty = server.dataSource(server.createDatabase("empty_one"));

        assertThat(Sql.value(copy, "SELECT n FROM migrated")).isEqualTo("1");
        assertThat(Sql.value(empty, "SELECT to_regclass('migrated')")).isEqualTo("null");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> server.createDatabase("x; DROP DATABASE copy_one"));
    }

    @Test
    void saysWhatIsMissingWhereRootHasNoUnshare(@TempDir Path emptyPath) throws IOException {
        assertThatExceptionOfType(DevStackException.class)
                .isThrownBy(() -> PostgresHost.requireUsable(true, emptyPath.toString()))
                .withMessage("PostgreSQL does not run as root, and the program unshare, which would give it another"
                        + " user, is not on the PATH: install util-linux, or run as another user.");

        PostgresHost.requireUsable(false, emptyPath.toString());

        Path unshare = Files.createFile(emptyPath.resolve("unshare"));
        assertThat(unshare.toFile().setExecutable(true)).isTrue();
        PostgresHost.requireUsable(true, emptyPath.toString());
    }

    @Test
    void saysWhyItDidNotStart(@TempDir Path directory) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("postgresql.conf"), "# not a data directory\n");

        assertThatExceptionOfType(DevStackException.class)
                .isThrownBy(() -> EmbeddedPostgresServer.start(directory, Duration.ofSeconds(1)))
                .withMessageContainingAll("PostgreSQL did not start: ", "is not a database cluster directory")
                .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    }
}
