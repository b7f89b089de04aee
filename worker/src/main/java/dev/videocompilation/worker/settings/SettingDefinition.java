package dev.videocompilation.worker.settings;

import java.util.Optional;

/**
 * One setting as a person meets it.
 *
 * @param name the environment variable's name
 * @param kind what its text must be: {@code text}, {@code duration}, {@code bytes}, {@code number}, …
 * @param defaultText the default as it would be written, or empty where the setting is required
 * @param description one sentence: what it does
 * @param secret whether its value is masked wherever it is shown
 */
public record SettingDefinition(
        String name, String kind, Optional<String> defaultText, String description, boolean secret) {}
