package dev.videocompilation.worker.app;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an age as the settings write durations, and in days. */
final class AgeConverter implements ITypeConverter<Duration> {
    private static final Pattern AGE = Pattern.compile("(\\d{1,9})([smhd])");

    @Override
    public Duration convert(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not an age such as 30s, 15m, 12h or 3d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
