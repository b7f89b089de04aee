package dev.videocompilation.worker.telemetry;

import java.io.Console;

/** Whether a person sits there. */
public final class Terminal {
    private Terminal() {}

    /** Whether standard input and output are a terminal. */
    // JDK 25 went back to the console of java.base, which is null where there is no terminal (JDK-8351435).
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isPresent() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
