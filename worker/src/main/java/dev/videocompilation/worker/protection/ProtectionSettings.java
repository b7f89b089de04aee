package dev.videocompilation.worker.protection;

import dev.videocompilation.worker.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * When the task is protected from scale-in.
 *
 * @param agentUri address of the ECS agent; empty outside of ECS
 * @param life what one request asks for, in whole minutes
 * @param idle without a job after which protection is given back, and how long the worker rests without it at most
 * @param timeout of one request, its answer's body included
 */
public record ProtectionSettings(String agentUri, Duration life, Duration idle, Duration timeout) {
    private static final int MOST_MINUTES = 2_880;

    public ProtectionSettings {
        Objects.requireNonNull(agentUri);
        Objects.requireNonNull(life);
        Objects.requireNonNull(idle);
        Objects.requireNonNull(timeout);
    }

    /** Reads the settings whose names begin with {@code PROTECTION_}, and {@code ECS_AGENT_URI}. */
    public static ProtectionSettings read(SettingsReader reader) {
        ProtectionSettings settings = new ProtectionSettings(
                reader.text(
                        "ECS_AGENT_URI",
                        "",
                        "Address of the ECS agent, set by ECS itself; empty: no scale-in protection is asked for."),
                Duration.ofMinutes(reader.number(
                        "PROTECTION_MINUTES",
                        60,
                        1,
                        MOST_MINUTES,
                        "How long scale-in protection is asked for at a time; it is refreshed at 80 % of that.")),
                reader.duration(
                        "PROTECTION_IDLE",
                        "60s",
                        "Time without a job after which scale-in protection is given back, and longest rest without it before messages are polled for again."),
                reader.duration(
                        "PROTECTION_TIMEOUT", "5s", "How long one request to the ECS agent may take; at most 30s."));
        reader.require(
                settings.agentUri.isEmpty() || isWebAddress(settings.agentUri),
                "ECS_AGENT_URI must be an address such as http://169.254.170.2/api/task");
        reader.require(
                settings.timeout.compareTo(Duration.ofSeconds(30)) <= 0, "PROTECTION_TIMEOUT must be at most 30s");
        return settings;
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = URI.create(text);
            String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
