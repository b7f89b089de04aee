package dev.videocompilation.demo;

import dev.videocompilation.devstack.DevStack;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment that the worker of a demo runs in. */
final class WorkerVariables {
    private WorkerVariables() {}

    /** The stack's settings and the demo's; of this process's environment only what finding programs needs. */
    static Map<String, String> of(DevStack stack, String webhookSecret, Path ffmpegHome, Path scratch) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String inherited : new String[] {"PATH", "HOME"}) {
            String value = System.getenv(inherited);
            if (value != null) {
                variables.put(inherited, value);
            }
        }
        // The JDK that runs this is the right one for the worker, which JAVA_HOME need not be.
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("FFMPEG_HOME", ffmpegHome.toAbsolutePath().toString());
        variables.put("SCRATCH_DIR", scratch.toAbsolutePath().toString());
        variables.put("LOG_FORMAT", "json");
        variables.put("JOB_SLOTS", "1");
        // Told to end, the worker lets a receive run out.
        variables.put("QUEUE_LONG_POLL", "1s");
        variables.put("WEBHOOK_SECRETS", webhookSecret);
        variables.put("WEBHOOK_ALLOW_LOCAL_TARGETS", "true");
        variables.put("WEBHOOK_POLL_INTERVAL", "200ms");
        variables.putAll(stack.environment());
        return variables;
    }
}
