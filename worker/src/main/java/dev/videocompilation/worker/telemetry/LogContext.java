package dev.videocompilation.worker.telemetry;

import org.slf4j.MDC;

/** What every log line of a job carries. Each method returns what ends its part. */
public final class LogContext implements AutoCloseable {
    private final String key;

    private LogContext(String key, String value) {
        this.key = key;
        MDC.put(key, value);
    }

    public static LogContext job(String jobId) {
        return new LogContext("jobId", jobId);
    }

    public static LogContext stage(String stage) {
        return new LogContext("stage", stage);
    }

    /** The W3C trace context that the sender gave. */
    public static LogContext traceparent(String traceparent) {
        return new LogContext("traceparent", traceparent);
    }

    @Override
    public void close() {
        MDC.remove(key);
    }
}
