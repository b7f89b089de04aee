package dev.videocompilation.worker.app;

import dev.videocompilation.worker.settings.SettingDefinition;
import java.util.List;
import java.util.stream.Collectors;

/** The settings as the table that stands in the README. */
final class SettingsTable {
    private SettingsTable() {}

    /** Markdown, a line each, without a line end at the end. */
    static String markdown(List<SettingDefinition> definitions) {
        return definitions.stream()
                .map(setting -> "| `%s` | %s | %s | %s |"
                        .formatted(
                                setting.name(),
                                setting.kind(),
                                setting.defaultText()
                                        .map(text -> text.isEmpty() ? "" : "`" + text + "`")
                                        .orElse("required"),
                                setting.description()))
                .collect(Collectors.joining(
                        "\n", "| variable | kind | default | what it does |\n|---|---|---|---|\n", ""));
    }
}
