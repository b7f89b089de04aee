package dev.videocompilation.demo;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** Sends what this process logs to a file: the terminal is for the demo's own words. */
final class DemoLog {
    private DemoLog() {}

    /** Replaces whatever logging was set up, the worker's included, which is on this class path as well. */
    static void writeTo(Path file) {
        URL configuration = Objects.requireNonNull(DemoLog.class.getResource("logback-demo.xml"));
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.putProperty("DEMO_LOG", file.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new DemoFailedException("Cannot log to " + file + ": " + e.getMessage(), e);
        }
    }
}
