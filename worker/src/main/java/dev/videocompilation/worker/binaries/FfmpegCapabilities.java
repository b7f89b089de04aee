package dev.videocompilation.worker.binaries;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.process.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this ffmpeg says of itself: its version and its components by kind.
 *
 * @param version as {@code ffmpeg -version} prints it, such as {@code 8.0.1}
 * @param components the names per kind
 */
public record FfmpegCapabilities(String version, Map<Kind, Set<String>> components) {
    /** The kinds of component that are asked for; each is an option of ffmpeg that lists them. */
    public enum Kind {
        PROTOCOLS,
        DEMUXERS,
        MUXERS,
        DECODERS,
        ENCODERS,
        FILTERS;

        private String singular() {
            String name = name().toLowerCase(Locale.ROOT);
            return name.substring(0, name.length() - 1);
        }
    }

    /** Without these no job can be done at all. */
    private static final Map<Kind, List<String>> CORE = Map.of(
            Kind.PROTOCOLS, List.of("file"),
            Kind.DEMUXERS, List.of("mov"),
            Kind.MUXERS, List.of("mp4", "null"),
            Kind.DECODERS, List.of("h264", "hevc", "aac"),
            Kind.ENCODERS, List.of("aac", "libx264"),
            Kind.FILTERS,
                    List.of(
                            "aresample",
                            "aformat",
                            "apad",
                            "atrim",
                            "asetpts",
                            "anullsrc",
                            "concat",
                            "fps",
                            "tpad",
                            "trim",
                            "scale",
                            "pad",
                            "format",
                            "setparams",
                            "setsar"));

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long OUTPUT_LIMIT_BYTES = 4L << 20;
    private static final Pattern VERSION = Pattern.compile("ffmpeg version (\\S+).*");
    /** Flags, then one or more comma-separated names; protocols stand alone on their line. */
    private static final Pattern COMPONENT =
            Pattern.compile("\\s*(?:[.A-Z|]{1,7}\\s+)?([a-z0-9_-]+(?:,[a-z0-9_-]+)*)(?:\\s.*)?");

    public FfmpegCapabilities {
        Map<Kind, Set<String>> copy = new EnumMap<>(Kind.class);
        components.forEach((kind, names) -> copy.put(kind, Set.copyOf(names)));
        components = Map.copyOf(copy);
    }

    /**
     * Asks the binaries.
     *
     * @throws FfmpegUnusableException if they do not run or lack a component of the core
     */
    public static FfmpegCapabilities of(FfmpegBinaries binaries) {
        List<String> lines = ask(binaries, "-version");
        Matcher version = VERSION.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!version.matches()) {
            throw new FfmpegUnusableException(
                    "the ffmpeg in FFMPEG_HOME=" + binaries.home() + " does not tell its version");
        }
        Map<Kind, Set<String>> components = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            components.put(kind, names(ask(binaries, "-" + kind.name().toLowerCase(Locale.ROOT))));
        }
        FfmpegCapabilities capabilities = new FfmpegCapabilities(version.group(1), components);
        capabilities.requireCore();
        return capabilities;
    }

    public boolean has(Kind kind, String name) {
        return components.getOrDefault(kind, Set.of()).contains(name);
    }

    /**
     * Refuses a job that needs what this build lacks.
     *
     * @throws RejectedException with {@link ErrorCode#FEATURE_UNAVAILABLE}
     */
    public void require(Kind kind, String name, String purpose) {
        if (!has(kind, name)) {
            throw new RejectedException(
                    ErrorCode.FEATURE_UNAVAILABLE,
                    "%s needs ffmpeg's %s %s, which this worker's build (%s) lacks"
                            .formatted(purpose, kind.singular(), name, version));
        }
    }

    private void requireCore() {
        List<String> missing = new ArrayList<>();
        CORE.forEach((kind, names) -> names.stream()
                .filter(name -> !has(kind, name))
                .forEach(name -> missing.add(kind.singular() + " " + name)));
        if (!missing.isEmpty()) {
            throw new FfmpegUnusableException("this ffmpeg (%s) lacks %s; point FFMPEG_HOME at a build that has them"
                    .formatted(
                            version, String.join(", ", missing.stream().sorted().toList())));
        }
    }

    private static List<String> ask(FfmpegBinaries binaries, String option) {
        List<String> lines = new ArrayList<>();
        ProcessExit exit = binaries.run(
                Program.FFMPEG,
                List.of("-hide_banner", option),
                Path.of("/"),
                DEADLINE,
                OUTPUT_LIMIT_BYTES,
                lines::add);
        if (!exit.succeeded()) {
            throw new FfmpegUnusableException("ffmpeg %s in FFMPEG_HOME=%s ended with code %d: %s"
                    .formatted(option, binaries.home(), exit.exitCode(), String.join(" ", exit.stderrTail())));
        }
        return lines;
    }

    private static Set<String> names(List<String> lines) {
        Set<String> names = new HashSet<>();
        for (String line : lines) {
            Matcher matcher = COMPONENT.matcher(line);
            if (matcher.matches()) {
                names.addAll(List.of(matcher.group(1).split(",", -1)));
            }
        }
        return names;
    }
}
