package dev.videocompilation.migrations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrateTest {

    private final TestDatabase database = TestPostgres.newDatabase();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsALinePerMigration() {
        assertThat(run(database.jdbcUrl(), "postgres", "any")).isZero();

        List<String> lines = out.toString(UTF_8).lines().toList();
        List<String> applied = lines.subList(0, lines.size() - 1);
        assertThat(applied).hasSizeGreaterThan(1).allMatch(line -> line.matches("applied \\d+ [a-z ]+ \\(\\d+ ms\\)"));
        assertThat(applied.get(0)).startsWith("applied 1 backend tables ");
        assertThat(applied.get(1)).startsWith("applied 2 compile jobs and webhook outbox ");
        assertThat(lines.getLast())
                .isEqualTo("schema version %d, %d applied".formatted(applied.size(), applied.size()));
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void saysThatThereIsNothingToDo() {
        database.migrate();

        assertThat(run(database.jdbcUrl(), "postgres", "any")).isZero();

        assertThat(out.toString(UTF_8).strip()).matches("schema version \\d+, nothing to apply");
    }

    @Test
    void namesEverySettingThatIsMissing() {
        assertThat(Migrate.run(Map.of("DATABASE_USER", "postgres"), stream(out), stream(err)))
                .isEqualTo(1);

        assertThat(err.toString(UTF_8).lines()).containsExactly("Set DATABASE_URL, DATABASE_PASSWORD.");
    }

    @Test
    void saysWhatAnAddressLooksLike() {
        assertThat(run("postgres://127.0.0.1/video", "postgres", "any")).isEqualTo(1);

        assertThat(err.toString(UTF_8).lines())
                .containsExactly("DATABASE_URL must have the form jdbc:postgresql://host:port/name.");
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        assertThat(run("jdbc:postgresql://127.0.0.1:" + closedPort() + "/video", "postgres", "any"))
                .isEqualTo(1);

        assertThat(onlySentence()).startsWith("The database cannot be reached: Connection to 127.0.0.1:");
    }

    @Test
    void saysThatTheDatabaseDoesNotExist() {
        assertThat(run(database.jdbcUrl() + "_not", "postgres", "any")).isEqualTo(1);

        assertThat(onlySentence()).startsWith("The database does not exist: ");
    }

    @Test
    void saysThatThePasswordIsWrong() throws IOException {
        TestDatabase role = database.asNewRole();
        askForThePasswordOf(role.role());

        assertThat(run(database.jdbcUrl(), role.role(), "wrong")).isEqualTo(1);

        assertThat(onlySentence())
                .isEqualTo("The database refuses the user or the password: password authentication"
                        + " failed for user \"" + role.role() + "\"");
    }

    @Test
    void saysThatAPrivilegeIsMissing() {
        assertThat(run(database.jdbcUrl(), database.asNewRole().role(), "right"))
                .isEqualTo(1);

        assertThat(onlySentence()).startsWith("A privilege is missing: the role ");
    }

    private int run(String url, String user, String password) {
        return Migrate.run(
                Map.of("DATABASE_URL", url, "DATABASE_USER", user, "DATABASE_PASSWORD", password),
                stream(out),
                stream(err));
    }

    private String onlySentence() {
        assertThat(out.toString(UTF_8)).isEmpty();
        assertThat(err.toString(UTF_8).lines()).hasSize(1);
        return err.toString(UTF_8).strip();
    }

    private void askForThePasswordOf(String role) throws IOException {
        Path rules = Path.of(database.rows("SHOW hba_file").getFirst());
        Files.writeString(rules, "host all " + role + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        database.execute("SELECT pg_reload_conf()");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }
}
