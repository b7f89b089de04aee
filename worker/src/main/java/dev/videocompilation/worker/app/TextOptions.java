package dev.videocompilation.worker.app;

import dev.videocompilation.contract.job.Captions;
import dev.videocompilation.contract.job.CaptionsMode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.Overlay;
import dev.videocompilation.contract.job.OverlayPosition;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is wished of captions and of texts over the pictures, as options of a command. */
final class TextOptions {
    private static final String SECONDS = "\\d{1,5}(?:\\.\\d{1,3})?";
    private static final Pattern OVERLAY = Pattern.compile(
            "(?<text>.+?)(?:@(?<position>top|top_left|top_right|left|center|right|bottom|bottom_left|bottom_right))?"
                    + "(?:,(?<from>" + SECONDS + ")-(?<to>" + SECONDS + ")?)?",
            Pattern.DOTALL);
    private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");
    private static final int MOST_PERCENT = 50;
    private static final int MOST_CHARACTERS = 500;
    private static final int MOST_OVERLAYS = 50;

    /** As the message's schema has it. */
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}");

    @Option(
            names = "--captions",
            paramLabel = "FILE",
            description = "Captions of the whole video, an SRT or WebVTT file in UTF-8.")
    private @Nullable Path captions;

    @Option(
            names = "--captions-mode",
            paramLabel = "HOW",
            completionCandidates = Modes.class,
            converter = Modes.class,
            description =
                    "track (default): a track of their own, which a player can switch on and off; pictures stay as they are.")
    private CaptionsMode mode = CaptionsMode.TRACK;

    @Option(
            names = "--captions-language",
            paramLabel = "TAG",
            description = "Their language as a BCP 47 tag, such as pt-BR; default und, not known.")
    private String language = Captions.UNDETERMINED;

    @Option(
            names = "--overlay",
            paramLabel = "TEXT[@POSITION][,FROM-[TO]]",
            description = {
                "A text over the picture, such as 'Só hoje: 50%%@top,1-4.5'; may be given more than once. Shown as it is.",
                "Positions: top_left, top, top_right, left, center, right, bottom_left, bottom (default), bottom_right.",
                "Times in seconds; without them it is shown all the time."
            })
    private List<String> overlays = List.of();

    @Option(
            names = "--overlay-size",
            paramLabel = "PERCENT",
            description = "The height of the texts' lines in percent of the picture's, 1 to 50 (default 6).")
    private double overlaySize = Overlay.DEFAULT_SIZE_PERCENT;

    @Option(names = "--overlay-color", paramLabel = "#RRGGBB", description = "The texts' colour (default white).")
    private String overlayColor = Overlay.DEFAULT_COLOR;

    /** The options with what is wished here. */
    CompileOptions added(CompileOptions options) {
        return withCaptions(overlays.isEmpty() ? options : options.withOverlays(overlays()));
    }

    private List<Overlay> overlays() {
        if (overlaySize < 1 || overlaySize > MOST_PERCENT) {
            throw usage("--overlay-size is 1 to %d, not %s".formatted(MOST_PERCENT, overlaySize));
        }
        if (!COLOR.matcher(overlayColor).matches()) {
            throw usage("--overlay-color is #RRGGBB, not " + overlayColor);
        }
        if (overlays.size() > MOST_OVERLAYS) {
            throw usage("--overlay may be given %d times at most".formatted(MOST_OVERLAYS));
        }
        return overlays.stream().map(this::overlay).toList();
    }

    private Overlay overlay(String text) {
        Matcher parts = OVERLAY.matcher(text);
        if (!parts.matches() || parts.group("text").length() > MOST_CHARACTERS) {
            throw usage("--overlay is a text of 1 to %d characters".formatted(MOST_CHARACTERS));
        }
        return new Overlay(
                parts.group("text"),
                Optional.ofNullable(parts.group("position"))
                        .map(OverlayPosition::ofWireName)
                        .orElse(Overlay.DEFAULT_POSITION),
                seconds(parts.group("from")).orElse(Duration.ZERO),
                seconds(parts.group("to")),
                overlaySize,
                overlayColor);
    }

    private static Optional<Duration> seconds(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(seconds -> Duration.ofMillis(
                        new BigDecimal(seconds).movePointRight(3).longValueExact()));
    }

    private static CommandFailedException usage(String message) {
        return new CommandFailedException(message, ExitCode.USAGE);
    }

    private CompileOptions withCaptions(CompileOptions options) {
        if (captions == null) {
            return options;
        }
        if (!Files.isReadable(captions) || Files.isDirectory(captions)) {
            throw new CommandFailedException(captions + " is no file that can be read", ExitCode.USAGE);
        }
        if (!LANGUAGE.matcher(language).matches()) {
            throw new CommandFailedException(
                    "--captions-language is a BCP 47 tag such as pt-BR, not " + language, ExitCode.USAGE);
        }
        return options.withCaptions(new Captions(captions.toUri().toString(), mode, language));
    }

    /** The file of the captions that {@link #added} adds. */
    Optional<Path> captionsFile() {
        return Optional.ofNullable(captions);
    }

    /** By their names on the wire. */
    private static final class Modes implements ITypeConverter<CaptionsMode>, Iterable<String> {
        @Override
        public CaptionsMode convert(String value) {
            try {
                return CaptionsMode.ofWireName(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("must be track or burned, is " + value);
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(CaptionsMode.values())
                    .map(CaptionsMode::wireName)
                    .iterator();
        }
    }
}
