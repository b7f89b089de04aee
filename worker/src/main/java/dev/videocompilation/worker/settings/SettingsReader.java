package dev.videocompilation.worker.settings;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads settings from an environment and remembers every definition that was asked for, so that the table in the README and
 * the log line at start come from the same place as the values. A wrong value never stops the reading: {@link #finish()}
 * reports all of them at once.
 */
public final class SettingsReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})(KiB|MiB|GiB)?");

    private final Map<String, String> environment;
    private final Map<String, SettingDefinition> definitions = new LinkedHashMap<>();
    private final Map<String, String> effective = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    public SettingsReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** A text that must be given. */
    public String required(String name, String description) {
        return read(new SettingDefinition(name, "text", Optional.empty(), description, false), "", text -> text);
    }

    /** A text with a default; an empty default reads as "not set". */
    public String text(String name, String defaultText, String description) {
        return read(definition(name, "text", defaultText, description), defaultText, text -> text);
    }

    /** A text that is masked wherever it is shown; empty where not given. */
    public String secret(String name, String description) {
        return read(new SettingDefinition(name, "text", Optional.of(""), description, true), "", text -> text);
    }

    /** Comma-separated texts, trimmed, empty ones dropped; empty where not given. */
    public List<String> list(String name, String description) {
        return read(definition(name, "comma-separated", "", description), List.of(), SettingsReader::split);
    }

    /** Comma-separated texts of which at least one must be given. */
    public List<String> requiredList(String name, String description) {
        return read(
                new SettingDefinition(name, "comma-separated", Optional.empty(), description, false),
                List.of(),
                SettingsReader::split);
    }

    /** Comma-separated durations, each as {@link #duration(String, String, String)} reads them; at least one. */
    public List<Duration> durations(String name, String defaultText, String description) {
        return read(
                definition(name, "durations", defaultText, description),
                parseDurations(defaultText),
                SettingsReader::parseDurations);
    }

    /** Comma-separated secrets; empty where not given. */
    public List<String> secretList(String name, String description) {
        return read(
                new SettingDefinition(name, "comma-separated", Optional.of(""), description, true),
                List.of(),
                SettingsReader::split);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean defaultValue, String description) {
        return read(
                definition(name, "true or false", Boolean.toString(defaultValue), description),
                defaultValue,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("must be true or false");
                });
    }

    /** A whole number within bounds, both included. */
    public int number(String name, int defaultValue, int least, int most, String description) {
        return number(
                definition(name, kind(least, most), Integer.toString(defaultValue), description),
                defaultValue,
                least,
                most);
    }

    /**
     * A whole number within bounds, both included, whose default depends on the machine.
     *
     * @param defaultText what the default is, for the table
     */
    public int number(String name, String defaultText, int defaultValue, int least, int most, String description) {
        return number(definition(name, kind(least, most), defaultText, description), defaultValue, least, most);
    }

    private int number(SettingDefinition definition, int defaultValue, int least, int most) {
        int value = read(definition, defaultValue, text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException("must be a whole number from " + least + " to " + most);
            }
            return Integer.parseInt(text);
        });
        effective.put(definition.name(), Integer.toString(value));
        return value;
    }

    private static String kind(int least, int most) {
        return "number, " + least + " to " + most;
    }

    /** A duration such as {@code 500ms}, {@code 90s}, {@code 15m} or {@code 12h}; longer than nothing. */
    public Duration duration(String name, String defaultText, String description) {
        return duration(name, defaultText, SHORTEST, description);
    }

    /** A duration of {@code least} or more. */
    public Duration duration(String name, String defaultText, Duration least, String description) {
        return read(definition(name, "duration", defaultText, description), parseDuration(defaultText), text -> {
            Duration given = parseDuration(text);
            if (given.compareTo(least) < 0) {
                throw new IllegalArgumentException("must be at least %d ms".formatted(least.toMillis()));
            }
            return given;
        });
    }

    /** A size such as {@code 65536}, {@code 64KiB}, {@code 16MiB} or {@code 2GiB}. */
    public long bytes(String name, String defaultText, String description) {
        return read(
                definition(name, "bytes", defaultText, description),
                parseBytes(defaultText),
                SettingsReader::parseBytes);
    }

    /** An absolute http or https address that must be given. */
    public URI requiredAddress(String name, String description) {
        return read(
                new SettingDefinition(name, "address", Optional.empty(), description, false),
                URI.create("https://unset.invalid"),
                SettingsReader::parseAddress);
    }

    /** Refuses a combination of settings; {@code problem} begins with the variable at fault. */
    public void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidSettingsException naming every missing or wrong setting
     */
    public void finish() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /** Every definition that was asked for, in the order of asking. */
    public List<SettingDefinition> definitions() {
        return List.copyOf(definitions.values());
    }

    /** The values in force as text, secrets masked, in the order of asking. */
    public Map<String, String> effectiveValues() {
        return new LinkedHashMap<>(effective);
    }

    private static SettingDefinition definition(String name, String kind, String defaultText, String description) {
        return new SettingDefinition(name, kind, Optional.of(defaultText), description, false);
    }

    private <T> T read(SettingDefinition definition, T fallback, Function<String, T> parse) {
        definitions.put(definition.name(), definition);
        String given = environment.getOrDefault(definition.name(), "").strip();
        String shown = given.isEmpty() ? definition.defaultText().orElse("") : given;
        effective.put(definition.name(), definition.secret() && !shown.isEmpty() ? "***" : shown);
        if (given.isEmpty()) {
            if (definition.defaultText().isEmpty()) {
                problems.add(definition.name() + " is not set: " + definition.description());
            }
            return fallback;
        }
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException e) {
            problems.add("%s=%s %s".formatted(definition.name(), definition.secret() ? "***" : given, e.getMessage()));
            return fallback;
        }
    }

    private static List<String> split(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static List<Duration> parseDurations(String text) {
        List<String> parts = split(text);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("must name at least one duration");
        }
        return parts.stream().map(SettingsReader::parseDuration).toList();
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a duration such as 500ms, 90s, 15m or 12h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static long parseBytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a size such as 65536, 16MiB or 2GiB");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return amount;
        }
        long unitBytes = switch (unit) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            default -> 1L << 30;
        };
        if (amount > Long.MAX_VALUE / unitBytes) {
            throw new IllegalArgumentException("is too large");
        }
        return amount * unitBytes;
    }

    private static URI parseAddress(String text) {
        URI uri = URI.create(text);
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("must be an address such as https://videos.example.com");
        }
        return uri;
    }
}
