package dev.videocompilation.worker.app;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OnBadClip;
import dev.videocompilation.contract.job.Quality;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.TransitionType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is wished beyond joining the clips: the contract's options, as a command line has them. */
final class JoinOptions {
    private static final int LEAST_TRANSITION_MS = 100;
    private static final int MOST_TRANSITION_MS = 5_000;

    @Option(
            names = "--quality",
            paramLabel = "QUALITY",
            converter = QualityConverter.class,
            description = "high (pictures are copied wherever the format holds them), medium or low.")
    private Quality quality = Quality.HIGH;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "The largest acceptable result, such as 500000, 800KiB or 8MiB.")
    private @Nullable Long maxSizeBytes;

    @Option(
            names = "--transition",
            paramLabel = "TYPE[:MS]",
            description = {
                "How clips give way to one another: cut, crossfade, wipe, slide or a name of ffmpeg's xfade,",
                "and for how many milliseconds, 100 to 5000 (default 500). Without it they are cut."
            })
    private @Nullable String transition;

    @Option(
            names = "--on-bad-clip",
            paramLabel = "fail|skip",
            description =
                    "What to do with a clip that cannot be used: fail (the default), or make the video without it.")
    private String onBadClip = OnBadClip.FAIL.wireName();

    @Mixin
    private SoundOptions sound = new SoundOptions();

    @Mixin
    private TextOptions texts = new TextOptions();

    Quality quality() {
        return quality;
    }

    /** The options, where all are well-formed. */
    CompileOptions read() {
        CompileOptions options = sound.added(CompileOptions.DEFAULT).withOnBadClip(onBadClip());
        if (maxSizeBytes != null) {
            options = options.withMaxSizeBytes(maxSizeBytes);
        }
        if (transition != null) {
            options = options.withTransition(transition(transition));
        }
        return texts.added(options);
    }

    /** The file of the options' captions. */
    Optional<Path> captionsFile() {
        return texts.captionsFile();
    }

    private OnBadClip onBadClip() {
        try {
            return OnBadClip.ofWireName(onBadClip);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("--on-bad-clip is fail or skip, not " + onBadClip, ExitCode.USAGE);
        }
    }

    private static Transition transition(String text) {
        List<String> parts = List.of(text.split(":", 2));
        Duration duration = parts.size() == 1 ? Transition.DEFAULT_DURATION : transitionDuration(parts.get(1));
        try {
            return Transition.of(TransitionType.ofWireName(parts.getFirst()), duration);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    "there is no transition %s; choose one of %s"
                            .formatted(
                                    parts.getFirst(),
                                    Arrays.stream(TransitionType.values())
                                            .map(TransitionType::wireName)
                                            .collect(Collectors.joining(", "))),
                    ExitCode.USAGE);
        }
    }

    private static Duration transitionDuration(String text) {
        try {
            int millis = Integer.parseInt(text);
            if (millis >= LEAST_TRANSITION_MS && millis <= MOST_TRANSITION_MS) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new CommandFailedException(
                "a transition takes %d to %d milliseconds, not %s"
                        .formatted(LEAST_TRANSITION_MS, MOST_TRANSITION_MS, text),
                ExitCode.USAGE);
    }
}
