package dev.videocompilation.worker.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what {@link Metric} lists. */
public final class WorkerMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger running;
    private final BacklogGauges backlog;

    public WorkerMetrics(MeterRegistry registry) {
        this.registry = Objects.requireNonNull(registry);
        this.running = Objects.requireNonNull(registry.gauge(Metric.JOBS_RUNNING.id(), new AtomicInteger()));
        this.backlog = new BacklogGauges(registry);
    }

    public BacklogGauges backlog() {
        return backlog;
    }

    public void jobStarted() {
        running.incrementAndGet();
    }

    /** Counts an attempt's end by the outcome's name. */
    public void jobEnded(String outcome) {
        running.decrementAndGet();
        registry.counter(Metric.JOBS.id(), Metric.JOBS.dimension(), outcome).increment();
    }

    public void queueWait(Duration wait) {
        registry.timer(Metric.QUEUE_WAIT.id()).record(wait);
    }

    public void stage(String stage, Duration duration) {
        registry.timer(Metric.STAGE_DURATION.id(), Metric.STAGE_DURATION.dimension(), stage)
                .record(duration);
    }

    public void permitWait(String resource, Duration wait) {
        registry.timer(Metric.PERMIT_WAIT.id(), Metric.PERMIT_WAIT.dimension(), resource)
                .record(wait);
    }

    public void inputBytes(long bytes) {
        bytes(Metric.INPUT_BYTES, bytes);
    }

    public void outputBytes(long bytes) {
        bytes(Metric.OUTPUT_BYTES, bytes);
    }

    public void messageDeadLettered() {
        registry.counter(Metric.MESSAGES_DEAD_LETTERED.id()).increment();
    }

    public void heartbeatFailed() {
        registry.counter(Metric.HEARTBEATS_FAILED.id()).increment();
    }

    public void protectionRefused() {
        registry.counter(Metric.PROTECTION_REFUSED.id()).increment();
    }

    public void jobsResent(int jobs) {
        registry.counter(Metric.JOBS_RESENT.id()).increment(jobs);
    }

    public void outputsRemoved(int outputs) {
        registry.counter(Metric.OUTPUTS_REMOVED.id()).increment(outputs);
    }

    private void bytes(Metric metric, long bytes) {
        DistributionSummary.builder(metric.id())
                .baseUnit("bytes")
                .register(registry)
                .record((double) bytes);
    }
}
