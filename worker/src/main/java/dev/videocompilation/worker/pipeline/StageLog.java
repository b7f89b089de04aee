package dev.videocompilation.worker.pipeline;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.telemetry.LogContext;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which stage a job is in and how long the last one took, and puts the stage on every line meanwhile. */
final class StageLog implements JoinObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageLog.class);

    private final StageClock clock;
    private Optional<Stage> current = Optional.empty();
    private Optional<LogContext> context = Optional.empty();

    StageLog(StageClock clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public void stageBegins(Stage stage) {
        close();
        current = Optional.of(stage);
        context = Optional.of(LogContext.stage(stage.word()));
        LOG.debug("begins");
    }

    @Override
    public void planned(CompilePlan plan, RenderPlan render) {
        double reEncoded = plan.reEncoded().toDouble();
        LOG.info(
                "planned {} clips, {} frames, {} s; {}",
                plan.clips().size(),
                plan.frames(),
                "%.3f".formatted(plan.duration().toDouble()),
                reEncoded == 0 ? "pictures copied" : "%.3f s of pictures re-encoded".formatted(reEncoded));
    }

    @Override
    public void close() {
        current.ifPresent(stage -> LOG.info("ended after {} ms", clock.of(stage).toMillis()));
        context.ifPresent(LogContext::close);
        current = Optional.empty();
        context = Optional.empty();
    }
}
