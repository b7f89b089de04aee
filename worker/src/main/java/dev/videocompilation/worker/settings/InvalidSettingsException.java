package dev.videocompilation.worker.settings;

import java.util.List;

/** One or more settings are missing or wrong. The message lists all of them, one a line, by environment variable. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public InvalidSettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem as one sentence that begins with the variable's name. */
    public List<String> problems() {
        return problems;
    }
}
