package dev.videocompilation.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DevStackMainTest {

    private static final Pattern EXPORT = Pattern.compile("export ([A-Z0-9_]+)='(.*)'");

    @Test
    void runsAMigratedStackUntilItIsToldToEndAndLeavesNoProcess(@TempDir Path directory) throws Exception {
        Path errors = directory.resolve("errors");
        Process program = ChildJvm.start(DevStackMain.class, List.of(directory.toString()), Map.of(), errors);
        try (BufferedReader output = program.inputReader()) {
            Map<String, String> environment = exportsOf(output);
            assertThat(tables(environment)).contains("compile_jobs", "webhook_outbox", "section_videos");
            Path pidFile = directory.resolve("postgres/data/postmaster.pid");
            assertThat(pidFile).exists();

            program.destroy();

            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).as("128 + SIGTERM").isEqualTo(143);
            assertThat(pidFile).as("PostgreSQL takes it away as its last act").doesNotExist();
            assertThat(errors).isEmptyFile();
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void aKilledRunDoesNotBlockTheNextOverItsDirectory(@TempDir Path directory) throws Exception {
        Process program = ChildJvm.start(
                DevStackMain.class, List.of(directory.toString()), Map.of(), directory.resolve("errors"));
        Map<String, String> killed;
        try (BufferedReader output = program.inputReader()) {
            killed = exportsOf(output);
        } finally {
            program.destroyForcibly();
        }
        program.waitFor();
        assertThat(tables(killed)).as("its PostgreSQL is left behind").contains("compile_jobs");

        try (DevStack next = DevStack.start(directory)) {
            assertThat(tables(next.environment())).contains("compile_jobs");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> tables(killed));
        }
    }

    @Test
    void itsEnvironmentIsAllThatAnSdkNeedsToFindIt(@TempDir Path directory) throws Exception {
        DevStack stack = StartedStack.get();
        Path errors = directory.resolve("errors");
        Process probe = ChildJvm.start(EnvironmentProbe.class, List.of(), stack.environment(), errors);

        List<String> lines = probe.inputReader().lines().toList();

        assertThat(probe.waitFor()).as(() -> read(errors)).isZero();
        assertThat(lines)
                .contains(stack.queues().queueUrl(), stack.queues().deadLetterQueueUrl())
                .contains(DevStack.CLIP_BUCKET, DevStack.OUTPUT_BUCKET);
    }

    @Test
    void saysInOneSentenceWhyItCannotStart(@TempDir Path directory) throws Exception {
        Path occupied = Files.createFile(directory.resolve("a-file"));
        Path errors = directory.resolve("errors");

        Process program = ChildJvm.start(DevStackMain.class, List.of(occupied.toString()), Map.of(), errors);

        assertThat(program.inputReader().lines()).isEmpty();
        assertThat(program.waitFor()).isEqualTo(1);
        assertThat(read(errors)).hasLineCount(1).contains(occupied.toString());
    }

    private static Map<String, String> exportsOf(BufferedReader output) throws IOException {
        Map<String, String> exports = new HashMap<>();
        for (String line = output.readLine(); line != null && !line.startsWith("# Ready"); line = output.readLine()) {
            Matcher export = EXPORT.matcher(line);
            assertThat(export.matches()).as(line).isTrue();
            exports.put(export.group(1), export.group(2));
        }
        return exports;
    }

    private static List<String> tables(Map<String, String> environment) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (var connection = DriverManager.getConnection(
                        environment.get("DATABASE_URL"),
                        environment.get("DATABASE_USER"),
                        environment.get("DATABASE_PASSWORD"));
                var result = connection.createStatement().executeQuery("SELECT tablename FROM pg_tables")) {
            while (result.next()) {
                tables.add(result.getString(1));
            }
        }
        return tables;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
