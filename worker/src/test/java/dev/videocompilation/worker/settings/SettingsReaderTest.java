package dev.videocompilation.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    @Test
    void reportsEveryWrongValueAtOnceByItsVariable() {
        SettingsReader reader = reader(Map.of(
                "COUNT", "eleven",
                "BIG", "11",
                "WAIT", "90",
                "SIZE", "2GB",
                "ON", "yes",
                "BASE", "ftp://example.com"));
        reader.required("QUEUE", "The queue.");
        reader.requiredList("BUCKETS", "The buckets.");
        reader.number("COUNT", 3, 1, 10, "How many.");
        reader.number("BIG", 3, 1, 10, "How big.");
        reader.duration("WAIT", "90s", "How long.");
        reader.bytes("SIZE", "2GiB", "How much.");
        reader.flag("ON", false, "Whether.");
        reader.requiredAddress("BASE", "Where.");
        reader.require(false, "OTHER must be less than COUNT");

        assertThatThrownBy(reader::finish)
                .asInstanceOf(type(InvalidSettingsException.class))
                .extracting(InvalidSettingsException::problems)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        queue ->
                                assertThat(queue).startsWith("QUEUE is not set").contains("The queue."),
                        buckets -> assertThat(buckets).startsWith("BUCKETS is not set"),
                        count -> assertThat(count).startsWith("COUNT=eleven").contains("from 1 to 10"),
                        big -> assertThat(big).startsWith("BIG=11"),
                        wait -> assertThat(wait).startsWith("WAIT=90 ").contains("90s"),
                        size -> assertThat(size).startsWith("SIZE=2GB"),
                        on -> assertThat(on).startsWith("ON=yes"),
                        base -> assertThat(base).startsWith("BASE=ftp://example.com"),
                        other -> assertThat(other).startsWith("OTHER"));
    }

    @Test
    void aDefaultOfTheMachinesIsShownByItsValueAndListedByItsName() {
        SettingsReader reader = reader(Map.of("GIVEN", "7"));

        assertThat(reader.number("UNSET", "processors", 12, 1, 64, "How many.")).isEqualTo(12);
        assertThat(reader.number("GIVEN", "processors", 12, 1, 64, "How many.")).isEqualTo(7);

        assertThat(reader.effectiveValues()).containsEntry("UNSET", "12").containsEntry("GIVEN", "7");
        assertThat(reader.definitions().getFirst().defaultText()).contains("processors");
    }

    @Test
    void neverShowsASecret() {
        SettingsReader reader = reader(Map.of("SECRET", "hunter2", "SECRETS", "hunter3, hunter4", "OPEN", "seen"));

        assertThat(reader.secret("SECRET", "A secret.")).isEqualTo("hunter2");
        assertThat(reader.secretList("SECRETS", "Secrets.")).containsExactly("hunter3", "hunter4");
        assertThat(reader.secret("UNSET", "Another.")).isEmpty();
        assertThat(reader.text("OPEN", "", "Open.")).isEqualTo("seen");

        assertThat(reader.effectiveValues())
                .containsExactly(
                        Map.entry("SECRET", "***"),
                        Map.entry("SECRETS", "***"),
                        Map.entry("UNSET", ""),
                        Map.entry("OPEN", "seen"));
        assertThat(reader.definitions()).filteredOn(SettingDefinition::secret).hasSize(3);
    }

    @Test
    void takesDefaultsForWhatIsUnsetOrBlank() {
        SettingsReader reader = reader(Map.of("WAIT", "  "));

        assertThat(reader.duration("WAIT", "15m", "How long.")).isEqualTo(Duration.ofMinutes(15));
        assertThat(reader.bytes("SIZE", "16MiB", "How much.")).isEqualTo(16L << 20);
        assertThat(reader.list("NAMES", "Names.")).isEmpty();
        assertThat(reader.flag("ON", true, "Whether.")).isTrue();
        assertThatCode(reader::finish).doesNotThrowAnyException();
        assertThat(reader.effectiveValues()).containsEntry("WAIT", "15m").containsEntry("ON", "true");
    }

    @Test
    void refusesADurationBelowItsLeast() {
        SettingsReader reader = reader(Map.of("WAIT", "0s", "POLL", "900ms"));
        Duration fallback = reader.duration("WAIT", "15m", "How long.");
        Duration second = reader.duration("POLL", "20s", Duration.ofSeconds(1), "How long.");

        assertThat(fallback).isEqualTo(Duration.ofMinutes(15));
        assertThat(second).isEqualTo(Duration.ofSeconds(20));
        assertThatThrownBy(reader::finish)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "WAIT=0s must be at least 1 ms", "POLL=900ms must be at least 1000 ms"));
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "90s,PT90S", "15m,PT15M", "12h,PT12H", "999999999999ms,PT277777H46M39.999S"})
    void readsDurations(String text, Duration expected) {
        SettingsReader reader = reader(Map.of("WAIT", text));

        assertThat(reader.duration("WAIT", "1s", "How long.")).isEqualTo(expected);
        reader.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 s", "-1s", "1.5s", "1d", "s", "1S", "PT1S", "9999999999999s"})
    void refusesWhatIsNoDuration(String text) {
        SettingsReader reader = reader(Map.of("WAIT", text));

        reader.duration("WAIT", "1s", "How long.");

        assertThatThrownBy(reader::finish).hasMessageStartingWith("WAIT=" + text);
    }

    @ParameterizedTest
    @CsvSource({"65536,65536", "64KiB,65536", "16MiB,16777216", "2GiB,2147483648", "0,0"})
    void readsSizes(String text, long expected) {
        SettingsReader reader = reader(Map.of("SIZE", text));

        assertThat(reader.bytes("SIZE", "1", "How much.")).isEqualTo(expected);
        reader.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1kB", "1 KiB", "-1", "1.5GiB", "GiB", "1TiB", "999999999999GiB"})
    void refusesWhatIsNoSize(String text) {
        SettingsReader reader = reader(Map.of("SIZE", text));

        reader.bytes("SIZE", "1", "How much.");

        assertThatThrownBy(reader::finish)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("SIZE=" + text);
    }

    @Test
    void readsAddressesAndLists() {
        SettingsReader reader = reader(Map.of("BASE", "https://videos.example.com/a", "NAMES", " a, ,b,"));

        assertThat(reader.requiredAddress("BASE", "Where.")).isEqualTo(URI.create("https://videos.example.com/a"));
        assertThat(reader.list("NAMES", "Names.")).containsExactly("a", "b");
        reader.finish();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "http://", "https://example.com/?a=b", "https://example.com/#a", "https://a b"})
    void refusesWhatIsNoWebAddress(String text) {
        SettingsReader reader = reader(Map.of("BASE", text));

        reader.requiredAddress("BASE", "Where.");

        assertThatThrownBy(reader::finish).hasMessageStartingWith("BASE=" + text);
    }

    private static SettingsReader reader(Map<String, String> environment) {
        return new SettingsReader(environment);
    }
}
