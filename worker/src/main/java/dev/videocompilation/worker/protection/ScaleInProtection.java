package dev.videocompilation.worker.protection;

import dev.videocompilation.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Whether this task is safe from being ended by scale-in or a deployment. Messages are taken only while it is
 * ({@code docs/decisions/0003-scale-in-protection.md}).
 */
public interface ScaleInProtection extends AutoCloseable {
    /**
     * Asks for protection from now on, until it is given back, and waits a while for it.
     *
     * @return whether it is held
     */
    boolean take(Duration wait) throws InterruptedException;

    /** Whether the last request for protection was granted and has not run out. */
    boolean held();

    /**
     * Gives protection back where a worker without jobs has been so for long enough.
     *
     * @return how long to rest at most, without taking messages, before it is taken again; empty where it was not given back
     */
    Optional<Duration> giveBackAfter(Duration idle);

    /** Gives protection back for good; does nothing the second time. */
    @Override
    void close();

    /** The ECS agent's where there is one, else one that is always held. */
    static ScaleInProtection of(
            ProtectionSettings settings, WorkerMetrics metrics, LongSupplier nanoTime, RandomGenerator random) {
        return settings.agentUri().isEmpty()
                ? new AlwaysHeld()
                : TaskProtection.start(new AgentEndpoint(settings), settings, metrics, nanoTime, random);
    }
}
