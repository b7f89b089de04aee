package dev.videocompilation.worker.telemetry;

import java.util.List;
import java.util.Optional;
import org.slf4j.MDC;

/** What every log line of a part of the work carries, until it is closed. */
public final class LogContext implements AutoCloseable {
    private final List<String> keys;

    private LogContext(List<String> keys) {
        this.keys = keys;
    }

    /**
     * A job's lines.
     *
     * @param traceparent the W3C trace context that the sender gave
     */
    public static LogContext job(String jobId, Optional<String> traceparent) {
        MDC.put("jobId", jobId);
        traceparent.ifPresent(value -> MDC.put("traceparent", value));
        return new LogContext(List.of("jobId", "traceparent"));
    }

    /** A stage's lines. */
    public static LogContext stage(String stage) {
        MDC.put("stage", stage);
        return new LogContext(List.of("stage"));
    }

    @Override
    public void close() {
        keys.forEach(MDC::remove);
    }
}
