package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.captions.CaptionTrack;
import dev.videocompilation.worker.captions.Cue;
import dev.videocompilation.worker.isobmff.MovieHeader;
import dev.videocompilation.worker.isobmff.TimedText;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.probe.Container;
import dev.videocompilation.worker.process.ProcessExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the captions back by ffprobe and compares them with the plan's: the language, and of every text its bytes, when it appears and
 * when it is gone, to the millisecond. Between them nothing may be shown.
 */
final class CaptionsProof {
    private static final String HANDLER = "sbtl";
    private static final long OUTPUT_LIMIT_BYTES = 64L << 20;
    private static final double MILLIS = 1_000;
    private static final String NO_TEXT = hash("");

    private final FfmpegBinaries binaries;
    private final Duration deadline;

    CaptionsProof(FfmpegBinaries binaries, Duration deadline) {
        this.binaries = binaries.writingAtMost(0);
        this.deadline = deadline;
    }

    /** A text as it is found: its hash in place of itself. */
    private record Shown(long fromMs, long toMs, String hash) {}

    /** What is wrong, empty where nothing is. */
    List<String> defects(CompilePlan plan, Path output) {
        if (plan.captions().isEmpty()) {
            return List.of();
        }
        CaptionTrack captions = plan.captions().get();
        List<String> defects = new ArrayList<>(headerDefects(captions, output));
        List<Map<String, String>> packets = new ArrayList<>();
        Map<String, String> stream = new HashMap<>();
        ProcessExit exit = binaries.run(
                Program.FFPROBE,
                arguments(output),
                Objects.requireNonNull(output.toAbsolutePath().getParent()),
                deadline,
                OUTPUT_LIMIT_BYTES,
                line -> {
                    Map<String, String> pairs = pairs(line);
                    if (line.startsWith("packet|")) {
                        packets.add(pairs);
                    } else {
                        stream.putAll(pairs);
                    }
                });
        ProofEnding.requireOwn(binaries, exit, deadline);
        if (!exit.succeeded()) {
            defects.add("the captions cannot be read: " + String.join("; ", exit.stderrTail()));
            return defects;
        }
        String format = stream.getOrDefault("codec_name", "none");
        if (!format.equals("mov_text") || !"1/1000".equals(stream.get("time_base"))) {
            defects.add("the captions are %s with the time base %s, not mov_text with 1/1000"
                    .formatted(format, stream.get("time_base")));
            return defects;
        }
        compare(captions.cues(), packets).ifPresent(defects::add);
        return defects;
    }

    /** The index must name the track, and for as long as its texts last; ffprobe knows three letters of the language alone. */
    private static List<String> headerDefects(CaptionTrack captions, Path output) {
        List<MovieHeader.Track> tracks;
        try {
            tracks = MovieHeader.read(output).map(MovieHeader::tracks).orElse(List.of()).stream()
                    .filter(track -> track.handler().equals(HANDLER))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the output but failed", e);
        }
        if (tracks.size() != 1) {
            return List.of("the output has %d tracks of captions, not one".formatted(tracks.size()));
        }
        List<String> defects = new ArrayList<>();
        MovieHeader.Track track = tracks.getFirst();
        if (!track.enabled()) {
            defects.add("the output's track of captions is disabled");
        }
        if (!track.languageTag().equals(captions.language())) {
            defects.add("the captions' language is %s, not %s".formatted(track.languageTag(), captions.language()));
        }
        double end = captions.cues().getLast().toMs() / MILLIS;
        if (Math.abs(track.durationSeconds() - end) > 1 / MILLIS || Math.abs(track.mediaSeconds() - end) > 1 / MILLIS) {
            defects.add("the captions last %.3f s by the index, not %.3f s".formatted(track.durationSeconds(), end));
        }
        return defects;
    }

    private static List<String> arguments(Path output) {
        List<String> arguments = new ArrayList<>(List.of("-v", "error"));
        arguments.addAll(Container.ISO_BMFF.inputArguments());
        arguments.addAll(List.of("-select_streams", "s:0", "-show_data_hash", "SHA256", "-show_entries"));
        arguments.add(
                "packet=pts,duration,data_hash:packet_side_data=:stream=codec_name,time_base:stream_tags=:stream_disposition=");
        arguments.addAll(List.of("-of", "compact", "-i", "file:" + output.getFileName()));
        return arguments;
    }

    private static Optional<String> compare(List<Cue> wanted, List<Map<String, String>> packets) {
        List<Shown> shown = packets.stream()
                .filter(packet -> !NO_TEXT.equals(packet.get("data_hash")))
                .map(CaptionsProof::shown)
                .toList();
        for (int i = 0; i < Math.min(wanted.size(), shown.size()); i++) {
            Cue cue = wanted.get(i);
            Shown found = shown.get(i);
            String place = "caption %d".formatted(i + 1);
            if (found.fromMs() != cue.fromMs() || found.toMs() != cue.toMs()) {
                return Optional.of("%s is shown from %d to %d ms, not from %d to %d ms"
                        .formatted(place, found.fromMs(), found.toMs(), cue.fromMs(), cue.toMs()));
            }
            if (!found.hash().equals(hash(cue.text()))) {
                return Optional.of("%s has another text than the file of captions".formatted(place));
            }
        }
        return wanted.size() == shown.size()
                ? Optional.empty()
                : Optional.of("the output has %d captions, not %d".formatted(shown.size(), wanted.size()));
    }

    private static Shown shown(Map<String, String> packet) {
        long from = number(packet, "pts");
        return new Shown(from, from + number(packet, "duration"), packet.getOrDefault("data_hash", ""));
    }

    private static long number(Map<String, String> pairs, String key) {
        try {
            return Long.parseLong(pairs.getOrDefault(key, ""));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Map<String, String> pairs(String line) {
        Map<String, String> pairs = new HashMap<>();
        for (String part : line.split("\\|", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                pairs.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return pairs;
    }

    /** As ffprobe prints it of a sample with this text. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(TimedText.sample(text));
            return "SHA256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
