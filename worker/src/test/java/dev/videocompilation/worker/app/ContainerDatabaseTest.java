package dev.videocompilation.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.videocompilation.contract.job.CompileJob;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The Testcontainers suite: the main job against a PostgreSQL as it is deployed, in a container. It needs a Docker engine and an
 * image, {@code TEST_POSTGRES_IMAGE} or else {@value #DEFAULT_IMAGE}; where either cannot be had it is skipped, and a line on
 * standard output says why.
 */
final class ContainerDatabaseTest {
    private static final String DEFAULT_IMAGE = "postgres:18-alpine";
    private static final DockerImageName IMAGE =
            DockerImageName.parse(Objects.requireNonNullElse(System.getenv("TEST_POSTGRES_IMAGE"), DEFAULT_IMAGE));

    /** For an engine that accepts connections and says nothing; a missing one is known at once. */
    private static final Duration ENGINE_ANSWER = Duration.ofSeconds(3);

    private static final Duration PULL = Duration.ofMinutes(3);

    /** What they warn of is either in the line that this test prints or chosen in the build. */
    @BeforeAll
    static void quietTestcontainers() {
        level("org.testcontainers", Level.ERROR);
        level("org.testcontainers.dockerclient", Level.OFF);
        level("com.github.dockerjava", Level.OFF);
    }

    private static void level(String logger, Level level) {
        ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
    }

    @Test
    void theMainJobIsDoneOverADatabaseInAContainer() throws Exception {
        requireImage(requireEngine());
        try (PostgreSQLContainer postgres = new PostgreSQLContainer(IMAGE.asCompatibleSubstituteFor("postgres"))) {
            postgres.start();
            try (TestWorld world =
                    TestWorld.inDatabase(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword())) {
                int script = world.script();
                for (int number = 0; number < 3; number++) {
                    world.approvedVideo(script, SampleClips.clip(number, 1));
                }
                CompileJob job = TestWorld.job(script);
                world.enqueue(job);
                world.startWorker();

                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> world.state(job.jobId()).equals("succeeded"));

                assertThat(compiledVideoUrl(world, script))
                        .endsWith(world.compiledKeys(script).get(0));
            }
        }
    }

    private static String compiledVideoUrl(TestWorld world, int script) {
        return world.database()
                .fetchSingle(
                        "select compiled_video_url from vsl_frontend.section_detailed_scripts where id = {0}",
                        DSL.val(script))
                .get(0, String.class);
    }

    private static DockerClient requireEngine() throws InterruptedException, ExecutionException {
        DockerClientFactory factory = DockerClientFactory.instance();
        if (!answers(factory)) {
            String host = System.getenv("DOCKER_HOST");
            throw skipped("no Docker engine answers (tried %s)"
                    .formatted(host == null ? "the usual sockets; DOCKER_HOST is not set" : "DOCKER_HOST " + host));
        }
        return factory.client();
    }

    private static boolean answers(DockerClientFactory factory) throws InterruptedException, ExecutionException {
        try {
            return CompletableFuture.supplyAsync(factory::isDockerAvailable)
                    .get(ENGINE_ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Pulls the image where the engine lacks it, once: Testcontainers would ask a registry out of reach for two minutes. */
    private static void requireImage(DockerClient engine) throws InterruptedException {
        if (isPresent(engine)) {
            return;
        }
        try {
            engine.pullImageCmd(IMAGE.getUnversionedPart())
                    .withTag(IMAGE.getVersionPart())
                    .start()
                    .awaitCompletion(PULL.toSeconds(), TimeUnit.SECONDS);
        } catch (DockerException | DockerClientException e) {
            throw skipped("the image %s cannot be had (%s)".formatted(IMAGE, firstLine(e)));
        }
        if (!isPresent(engine)) {
            throw skipped("the image %s cannot be had (not pulled within %d s)".formatted(IMAGE, PULL.toSeconds()));
        }
    }

    private static boolean isPresent(DockerClient engine) {
        try {
            engine.inspectImageCmd(IMAGE.asCanonicalNameString()).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static String firstLine(Exception failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString())
                .lines()
                .findFirst()
                .orElse("");
    }

    /** Assumptions show only in reports; the line is for who reads the build. */
    private static TestAbortedException skipped(String why) {
        System.out.println("Testcontainers suite skipped: " + why);
        return new TestAbortedException(why);
    }
}
