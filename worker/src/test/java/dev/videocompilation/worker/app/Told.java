package dev.videocompilation.worker.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command came to.
 *
 * @param output standard output and error
 */
record Told(int exitCode, String output) {
    /** Runs a command in this process. */
    static Told by(Object command, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int exitCode = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain)
                .setOut(writer)
                .setErr(writer)
                .execute(arguments);
        return new Told(exitCode, output.toString().strip());
    }

    List<String> lines() {
        return output.lines().toList();
    }

    String line(String holding) {
        return lines().stream()
                .filter(line -> line.contains(holding))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + holding + " in " + output));
    }
}
