package dev.videocompilation.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps what the worker says in a file, passes its news on, and remembers its last complaint. Thread-safe. */
final class WorkerLog {
    private static final int LONGEST_COMPLAINT = 600;

    private final Path file;
    private final Consumer<String> news;
    private String lastComplaint = "";
    private String lastPlainText = "";

    WorkerLog(Path file, Consumer<String> news) {
        this.file = Objects.requireNonNull(file);
        this.news = Objects.requireNonNull(news);
    }

    /** Reads to the stream's end. */
    void readAll(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                writer.write(line);
                writer.newLine();
                writer.flush();
                take(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The last warning or error, else the last line that is no part of the log, and where the rest is; fits the end of a
     * sentence.
     */
    synchronized String complaint() {
        String last = lastComplaint.isEmpty() ? lastPlainText : lastComplaint;
        String said = last.isEmpty() ? "it gave no reason" : "its last words: " + last;
        return said + " (its log is " + file + ").";
    }

    private void take(String line) {
        Optional<WorkerLogLine> logged = WorkerLogLine.parse(line);
        synchronized (this) {
            if (logged.isEmpty() && !line.isBlank()) {
                lastPlainText = cut(line.strip());
            }
            logged.filter(WorkerLogLine::isComplaint).ifPresent(complaint -> lastComplaint = cut(complaint.text()));
        }
        logged.filter(WorkerLogLine::isNews).ifPresent(said -> news.accept(said.text()));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_COMPLAINT ? text : text.substring(0, LONGEST_COMPLAINT) + "…";
    }
}
