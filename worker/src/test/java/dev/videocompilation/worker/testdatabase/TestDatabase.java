package dev.videocompilation.worker.testdatabase;

import dev.videocompilation.devstack.EmbeddedPostgresServer;
import dev.videocompilation.migrations.Migrations;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Databases in one embedded server, started once and ended with the process; each starts migrated and empty. */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String TEMPLATE = "migrated";

    private TestDatabase() {}

    private static final class Server {
        private static final EmbeddedPostgresServer SERVER = start();

        private static EmbeddedPostgresServer start() {
            EmbeddedPostgresServer server = EmbeddedPostgresServer.start(Path.of(
                            "target",
                            "tmp",
                            "postgres-" + ProcessHandle.current().pid())
                    .toAbsolutePath());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            Migrations.migrate(server.dataSource(server.createDatabase(TEMPLATE)));
            return server;
        }
    }

    /** A new database, with unpooled connections. */
    public static DSLContext create() {
        String url = Server.SERVER.createDatabase("test_" + NUMBER.incrementAndGet(), TEMPLATE);
        return DSL.using(Server.SERVER.dataSource(url), SQLDialect.POSTGRES);
    }
}
