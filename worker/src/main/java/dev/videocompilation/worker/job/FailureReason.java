package dev.videocompilation.worker.job;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;

/** Why something failed, in a line for a log or a person. */
public final class FailureReason {
    private FailureReason() {}

    /**
     * What the failure says of itself. Where it comes from the database, the first line of the deepest cause that has something to
     * say: jOOQ's own message holds the whole statement.
     */
    public static String of(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        if (causes.stream().noneMatch(cause -> cause instanceof DataAccessException || cause instanceof SQLException)) {
            return failure.toString();
        }
        return causes.reversed().stream()
                .takeWhile(cause -> !(cause instanceof DataAccessException))
                .map(cause -> Objects.requireNonNullElse(cause.getMessage(), ""))
                .flatMap(message ->
                        message.lines().filter(line -> !line.isBlank()).limit(1))
                .findFirst()
                .orElseGet(() -> causes.getLast().getClass().getSimpleName());
    }
}
