package dev.videocompilation.chaos;

import dev.videocompilation.devstack.CompileQueues;
import dev.videocompilation.devstack.DevStack;
import dev.videocompilation.devstack.WebhookReceiver;
import dev.videocompilation.devstack.faults.FaultyHttpProxy;
import dev.videocompilation.devstack.faults.FaultyTcpProxy;
import dev.videocompilation.migrations.Migrations;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL, SQS and S3, proxies before each for the workers, and a receiver of webhooks. Before SQS and S3 there are two: one for the
 * connection, as before PostgreSQL, and behind it one for HTTP. What is done here goes past the proxies.
 */
final class World implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(World.class);

    static final String SECRET = "whsec_Y2hhb3Mtc2VjcmV0LW9mLTMyLWJ5dGVzLS0tLS0tLS0=";

    /** Writes down every change of a job's state or claim, and any of a job that has ended, by the database itself. */
    private static final String AUDIT = """
            create schema chaos;
            create table chaos.transitions (
                id bigint generated always as identity primary key, at timestamptz not null default clock_timestamp(),
                job_id text not null, from_state text, to_state text not null, fence bigint not null, owner text);
            create function chaos.audit() returns trigger language plpgsql as $$
            begin
                if tg_op = 'INSERT' then
                    insert into chaos.transitions (job_id, to_state, fence, owner)
                        values (new.job_id, new.state, new.fence, new.lease_owner);
                elsif new.state <> old.state or new.fence <> old.fence or old.state not in ('queued', 'running') then
                    insert into chaos.transitions (job_id, from_state, to_state, fence, owner)
                        values (new.job_id, old.state, new.state, new.fence, new.lease_owner);
                end if;
                return null;
            end $$;
            create trigger audit after insert or update on video_compilation.compile_jobs
                for each row execute function chaos.audit();
            """;

    private final DevStack stack;
    private final CompileQueues queues;
    private final WebhookReceiver receiver;
    private final FaultyTcpProxy databaseProxy;
    private final FaultyHttpProxy queueProxy;
    private final FaultyTcpProxy queueLine;
    private final FaultyHttpProxy storageProxy;
    private final FaultyTcpProxy storageLine;
    private final Path scratch;

    private World(ChaosOptions options) {
        this.stack = DevStack.start(options.directory().resolve("stack"));
        Migrations.migrate(stack.dataSource());
        execute(AUDIT);
        this.queues = CompileQueues.create(
                stack.sqsClient(),
                "chaos",
                options.scaled(CompileQueues.VISIBILITY_TIMEOUT),
                CompileQueues.MAX_RECEIVE_COUNT);
        this.receiver = WebhookReceiver.start(SECRET);
        this.databaseProxy = FaultyTcpProxy.before(stack.postgres().port());
        this.queueProxy = FaultyHttpProxy.before(stack.sqs().endpoint());
        this.queueLine = FaultyTcpProxy.before(queueProxy.endpoint().getPort());
        this.storageProxy = FaultyHttpProxy.before(stack.s3().endpoint());
        this.storageLine = FaultyTcpProxy.before(storageProxy.endpoint().getPort());
        this.scratch = options.directory().resolve("scratch");
        try {
            Files.createDirectories(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static World start(ChaosOptions options) {
        return new World(options);
    }

    /** A worker's settings: the stack behind its proxies, the run's timings. */
    Map<String, String> workerEnvironment(ChaosOptions options) {
        Map<String, String> environment = new LinkedHashMap<>(stack.environment());
        environment.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(databaseProxy.port()));
        environment.put("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:" + queueLine.port());
        environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + storageLine.port());
        environment.put("QUEUE_URL", queues.queueUrl());
        environment.put("DEAD_LETTER_QUEUE_URL", queues.deadLetterQueueUrl());
        environment.put("WEBHOOK_SECRETS", SECRET);
        environment.put("WEBHOOK_ALLOW_LOCAL_TARGETS", "true");
        environment.put("SCRATCH_DIR", scratch.toString());
        // Room for two small jobs, or for a large one alone.
        environment.put("SCRATCH_BUDGET", "140MiB");
        environment.put("PUBLISH_PART_BYTES", "5MiB");
        environment.put("DATABASE_TIMEOUT", "2s");
        environment.put("S3_SOCKET_TIMEOUT", "2s");
        environment.put("FFMPEG_HOME", System.getenv("FFMPEG_HOME"));
        environment.put("LOG_FORMAT", "text");
        environment.putAll(Timings.settings(options));
        return environment;
    }

    DevStack stack() {
        return stack;
    }

    CompileQueues queues() {
        return queues;
    }

    WebhookReceiver receiver() {
        return receiver;
    }

    FaultyTcpProxy databaseProxy() {
        return databaseProxy;
    }

    FaultyHttpProxy queueProxy() {
        return queueProxy;
    }

    FaultyTcpProxy queueLine() {
        return queueLine;
    }

    FaultyHttpProxy storageProxy() {
        return storageProxy;
    }

    FaultyTcpProxy storageLine() {
        return storageLine;
    }

    /** Ends every fault of the proxies. */
    void heal() {
        databaseProxy.heal();
        queueLine.heal();
        queueProxy.reset();
        storageLine.heal();
        storageProxy.reset();
    }

    Path scratch() {
        return scratch;
    }

    /** The database past the proxy, a connection for each statement. */
    DSLContext database() {
        return DSL.using(stack.dataSource(), SQLDialect.POSTGRES);
    }

    DataSource dataSource() {
        return stack.dataSource();
    }

    String jdbcUrl() {
        return stack.postgres().jdbcUrl();
    }

    private void execute(String sql) {
        try (Connection connection = stack.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the world's database could not be made", e);
        }
    }

    @Override
    public void close() {
        closeProxy(databaseProxy);
        closeProxy(queueLine);
        closeProxy(queueProxy);
        closeProxy(storageLine);
        closeProxy(storageProxy);
        receiver.close();
        stack.close();
    }

    private static void closeProxy(Closeable proxy) {
        try {
            proxy.close();
        } catch (IOException e) {
            LOG.warn("a proxy did not close", e);
        }
    }
}
