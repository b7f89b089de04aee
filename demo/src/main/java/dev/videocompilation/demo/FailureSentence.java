package dev.videocompilation.demo;

import dev.videocompilation.contract.client.EnqueueException;
import dev.videocompilation.devstack.DevStackException;
import dev.videocompilation.migrations.MigrationFailedException;
import dev.videocompilation.worker.binaries.FfmpegUnusableException;
import java.nio.file.Path;
import java.util.Optional;

/** The one sentence with which a failed demo ends. */
final class FailureSentence {
    private FailureSentence() {}

    /**
     * The sentence, without a line end in it.
     *
     * @param log where the details of a failure are that no one foresaw
     */
    static String of(Exception failure, Optional<Path> log) {
        String sentence = switch (failure) {
            case DemoFailedException known -> String.valueOf(known.getMessage());
            case DevStackException known -> String.valueOf(known.getMessage());
            case MigrationFailedException known -> String.valueOf(known.getMessage());
            case FfmpegUnusableException known -> String.valueOf(known.getMessage());
            case EnqueueException known -> "The job was not handed over: " + known.getMessage();
            default ->
                "The demo failed unexpectedly%s: %s"
                        .formatted(log.map(file -> " (details in " + file + ")").orElse(""), failure);
        };
        return sentence.replaceAll("\\s*\\R\\s*", " ").strip();
    }
}
