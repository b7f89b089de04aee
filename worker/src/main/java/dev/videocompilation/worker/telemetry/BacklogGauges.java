package dev.videocompilation.worker.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The gauges of what is left to do in the whole database. They show what was set last until that is forgotten; a gauge that nothing
 * is known of is not published.
 */
public final class BacklogGauges {
    private static final String PREFIX = "backlog.";

    private volatile Map<Metric, Double> figures = Map.of();

    BacklogGauges(MeterRegistry registry) {
        for (Metric metric : metrics()) {
            Gauge.builder(metric.id(), this, gauges -> gauges.figures.getOrDefault(metric, Double.NaN))
                    .strongReference(true)
                    .register(registry);
        }
    }

    /** What gauges there are. */
    public static List<Metric> metrics() {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.id().startsWith(PREFIX))
                .toList();
    }

    /** Shows these figures and no others. */
    public void set(Map<Metric, Double> known) {
        figures = Map.copyOf(known);
    }

    /** Shows nothing: the figures are no longer of this moment, or another worker's are. */
    public void forget() {
        figures = Map.of();
    }
}
