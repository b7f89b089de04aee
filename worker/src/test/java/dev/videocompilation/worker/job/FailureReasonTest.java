package dev.videocompilation.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.testdatabase.TestDatabase;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(120)
final class FailureReasonTest {
    @Test
    void isTheDatabasesSentenceWithoutTheStatement() {
        DSLContext database = TestDatabase.create();

        DataAccessException failure = failureOf(() -> database.fetch("select 1 from no_such_table"));

        assertThat(failure).hasMessageContaining("select 1 from");
        assertThat(FailureReason.of(failure)).isEqualTo("ERROR: relation \"no_such_table\" does not exist");
        assertThat(FailureReason.of(new IllegalStateException(failure)))
                .as("of a failure that wraps it")
                .isEqualTo("ERROR: relation \"no_such_table\" does not exist");
    }

    @Test
    void isOfOneLine() {
        DSLContext database = TestDatabase.create();

        DataAccessException failure =
                failureOf(() -> database.fetch("do $$ begin raise exception 'no %', E'luck\\nat all'; end $$"));

        assertThat(FailureReason.of(failure)).isEqualTo("ERROR: no luck");
    }

    @Test
    void tellsOfADatabaseThatIsNotThere() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/none");
        DSLContext database = DSL.using(nowhere, SQLDialect.POSTGRES);

        assertThat(FailureReason.of(failureOf(() -> database.selectOne().fetch())))
                .contains("Connection refused");
    }

    @Test
    void isTheDeepestCauseThatSaysSomething() {
        SQLException lost = new SQLException("An I/O error occurred while sending to the backend.", new EOFException());

        assertThat(FailureReason.of(new DataAccessException("SQL [select 1]; An I/O error", lost)))
                .isEqualTo("An I/O error occurred while sending to the backend.");
        assertThat(FailureReason.of(lost)).isEqualTo("An I/O error occurred while sending to the backend.");
        assertThat(FailureReason.of(new DataAccessException("SQL [select 1]; null", new EOFException())))
                .isEqualTo("EOFException");
        assertThat(FailureReason.of(new IllegalStateException(new DataAccessException("SQL [select 1]"))))
                .isEqualTo("DataAccessException");
    }

    @Test
    void isWhatAnyOtherFailureSaysOfItself() {
        TransientException failure = new TransientException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "tried to list clips but failed because S3 answered 503",
                new IOException("reset"));

        assertThat(FailureReason.of(failure)).isEqualTo(failure.toString()).contains("S3 answered 503");
    }

    private static DataAccessException failureOf(Runnable query) {
        return (DataAccessException) Objects.requireNonNull(catchThrowable(query::run));
    }
}
