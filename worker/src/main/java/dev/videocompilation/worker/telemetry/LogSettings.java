package dev.videocompilation.worker.telemetry;

import dev.videocompilation.worker.settings.SettingsReader;
import java.util.List;
import java.util.Map;

/**
 * How the worker logs.
 *
 * @param format {@code json}, {@code text} or {@code auto}
 * @param level of the root logger
 */
public record LogSettings(String format, String level) {
    private static final String FORMAT = "LOG_FORMAT";
    private static final String LEVEL = "LOG_LEVEL";

    public static LogSettings read(SettingsReader reader) {
        String format = reader.text(FORMAT, "auto", "`json`, `text`, or `auto`: text at a terminal, JSON elsewhere.");
        reader.require(List.of("auto", "json", "text").contains(format), FORMAT + " must be auto, json or text");
        String level = reader.text(LEVEL, "info", "`error`, `warn`, `info`, `debug` or `trace`.");
        reader.require(
                List.of("error", "warn", "info", "debug", "trace").contains(level),
                LEVEL + " must be error, warn, info, debug or trace");
        return new LogSettings(format, level);
    }

    static String level(Map<String, String> environment) {
        return environment.getOrDefault(LEVEL, "info");
    }

    static boolean asJson(Map<String, String> environment) {
        return switch (environment.getOrDefault(FORMAT, "auto")) {
            case "json" -> true;
            case "text" -> false;
            default -> !Terminal.isPresent();
        };
    }
}
