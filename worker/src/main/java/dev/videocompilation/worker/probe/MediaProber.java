package dev.videocompilation.worker.probe;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.DiskFaults;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.isobmff.IsoBoxes;
import dev.videocompilation.worker.isobmff.MovieHeader;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.process.ProcessExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Reads one media file: its container by its bytes, then every stream and every packet (with a hash of the packet's bytes)
 * in a single pass of ffprobe under a forced demuxer. Nothing is decoded.
 */
public final class MediaProber {
    /** Beyond what the most packets that may be allowed take, at about 130 bytes each. */
    private static final long OUTPUT_LIMIT_BYTES = 4L << 30;

    private final FfmpegBinaries binaries;
    private final ProbeSettings settings;

    public MediaProber(FfmpegBinaries binaries, ProbeSettings settings) {
        this.binaries = binaries.writingAtMost(0);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Reads the file.
     *
     * @param ref what to call the clip in a refusal
     * @throws RejectedException if the file is empty, no video, damaged, cut short or beyond the limits, with the clip named
     */
    public ProbedClip probe(ClipRef ref, Path file) {
        return probe(ref, file, settings);
    }

    /**
     * Reads a file that was made of clips: as long as it may be, with at most {@code mostPackets} packets.
     *
     * @throws RejectedException as for a clip
     */
    public ProbedClip probeOutput(ClipRef ref, Path file, long mostPackets) {
        return probe(ref, file, settings.forOutput(mostPackets));
    }

    /**
     * Reads a file that was made to hold sound alone, with at most {@code mostPackets} packets.
     *
     * @throws RejectedException as for a clip
     */
    public AudioStream probeSound(ClipRef ref, Path file, long mostPackets) {
        ProbeSettings limits = settings.forOutput(mostPackets);
        return read(ref, file, limits, (assembler, facts) -> assembler.sound(facts));
    }

    private ProbedClip probe(ClipRef ref, Path file, ProbeSettings limits) {
        return read(ref, file, limits, ProbedClipAssembler::assemble);
    }

    private <T> T read(
            ClipRef ref, Path file, ProbeSettings limits, BiFunction<ProbedClipAssembler, MediaFacts, T> assemble) {
        try {
            long sizeBytes = Files.size(file);
            if (sizeBytes == 0) {
                throw new RejectedException(ErrorCode.CLIP_EMPTY, ref + " has no bytes", ref);
            }
            Container container = requireTaken(ref, file);
            requireIndexWithin(ref, file, limits);
            MediaFacts facts = facts(ref, file, container, limits);
            SampleEntryFacts entry =
                    container == Container.ISO_BMFF ? SampleEntryReader.read(file, facts) : SampleEntryFacts.NONE;
            Optional<TrackDescription> sound = TrackDescription.read(file, TrackDescription.SOUND);
            return assemble.apply(
                    new ProbedClipAssembler(ref, file, container, sizeBytes, limits, entry, sound), facts);
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read " + ref + " from scratch but failed", e);
        }
    }

    /** What the index counts is refused before ffprobe builds tables of it; an index that lies is found out while counting. */
    private void requireIndexWithin(ClipRef ref, Path file, ProbeSettings limits) throws IOException {
        long samples = MovieHeader.read(file).map(MovieHeader::samples).orElse(0L);
        if (samples > limits.mostPackets()) {
            throw tooManyPackets(ref, limits);
        }
    }

    private RejectedException tooManyPackets(ClipRef ref, ProbeSettings limits) {
        return new RejectedException(
                ErrorCode.CLIP_TOO_LARGE,
                "%s has more than the %d packets allowed%s"
                        .formatted(
                                ref,
                                limits.mostPackets(),
                                limits.equals(settings) ? " by " + ProbeSettings.MOST_PACKETS : ""),
                ref);
    }

    private static Container requireTaken(ClipRef ref, Path file) throws IOException {
        Container container = ContainerSniffer.sniff(head(file));
        switch (container) {
            case ISO_BMFF -> {
                IsoBoxes boxes = IsoBoxes.read(file);
                if (!boxes.isWhole()) {
                    throw new RejectedException(
                            ErrorCode.CLIP_TRUNCATED,
                            ref + " is cut short or has a box that claims more than the file holds",
                            ref);
                }
                if (!boxes.has("moov")) {
                    throw new RejectedException(ErrorCode.CLIP_UNREADABLE, ref + " has no index (moov box)", ref);
                }
            }
            case AVI -> {
                if (!RiffChunks.areWhole(file)) {
                    throw new RejectedException(
                            ErrorCode.CLIP_TRUNCATED, ref + " is cut short, or its last RIFF chunk has no size", ref);
                }
            }
            case MATROSKA -> {
                // What is missing shows where the packets are read.
            }
            case PLAYLIST, UNKNOWN ->
                throw new RejectedException(
                        ErrorCode.CLIP_UNREADABLE, "%s is %s".formatted(ref, container.description()), ref);
            case MPEG_TS, MPEG_PS, OGG, FLV ->
                throw new RejectedException(
                        ErrorCode.CLIP_UNSUPPORTED,
                        "%s is %s; clips must be MP4, QuickTime, Matroska, WebM or AVI files"
                                .formatted(ref, container.description()),
                        ref);
        }
        return container;
    }

    /** An edit list that trims a stream keeps packets from being read; only a second look tells them from missing ones. */
    private MediaFacts facts(ClipRef ref, Path file, Container container, ProbeSettings limits) {
        FfprobeOutput output = new FfprobeOutput(counting(ref, limits));
        List<String> complaints = ask(
                ref,
                file,
                container,
                List.of("-show_data_hash", "murmur3", "-show_entries", FfprobeOutput.ENTRIES),
                output::accept);
        MediaFacts facts = output.facts(complaints);
        if (!facts.lacksPackets() || container != Container.ISO_BMFF) {
            return facts;
        }
        Runnable counting = counting(ref, limits);
        Map<Integer, Integer> present = new HashMap<>();
        ask(
                ref,
                file,
                container,
                List.of("-ignore_editlist", "1", "-show_entries", FfprobeOutput.STREAM_OF_PACKET),
                line -> {
                    counting.run();
                    FfprobeOutput.streamOfPacket(line).ifPresent(stream -> present.merge(stream, 1, Integer::sum));
                });
        return facts.withPresent(present);
    }

    /** Runs ffprobe; returns its complaints. */
    private List<String> ask(
            ClipRef ref, Path file, Container container, List<String> questions, Consumer<String> line) {
        List<String> arguments = new ArrayList<>(List.of("-v", "error"));
        arguments.addAll(container.inputArguments());
        arguments.addAll(questions);
        arguments.addAll(List.of("-of", "compact", "-i", "file:" + file.getFileName()));
        ProcessExit exit = binaries.run(
                Program.FFPROBE,
                arguments,
                Objects.requireNonNull(file.toAbsolutePath().getParent()),
                settings.deadline(),
                OUTPUT_LIMIT_BYTES,
                line);
        Optional<TransientException> fault = DiskFaults.told(exit, "reading " + ref);
        if (fault.isPresent()) {
            throw fault.get();
        }
        return switch (exit.ending()) {
            case BY_ITSELF -> {
                if (exit.endedFromOutside()) {
                    throw new TransientException(
                            ErrorCode.ENGINE_FAILED, "ffprobe was ended from outside while reading " + ref, null);
                }
                if (exit.exitCode() != 0 || DiskFaults.cannotReadOn(exit)) {
                    throw new RejectedException(
                            ErrorCode.CLIP_UNREADABLE, "%s cannot be read: %s".formatted(ref, lastWords(exit)), ref);
                }
                yield exit.stderrTail();
            }
            case DEADLINE_PASSED ->
                throw new RejectedException(
                        ErrorCode.CLIP_UNREADABLE,
                        "%s could not be probed within %d s"
                                .formatted(ref, settings.deadline().toSeconds()),
                        ref);
            case OUTPUT_LIMIT_PASSED ->
                throw new RejectedException(
                        ErrorCode.CLIP_TOO_LARGE, ref + " has more packets and streams than a clip may have", ref);
            case CPU_LIMIT_PASSED, MEMORY_LIMIT_PASSED, FILE_LIMIT_PASSED ->
                throw new RejectedException(
                        ErrorCode.ENGINE_LIMIT,
                        "ffprobe %s while reading %s".formatted(binaries.limitPassed(exit), ref),
                        ref);
        };
    }

    /** Ends the reading at the first packet too many. */
    private Runnable counting(ClipRef ref, ProbeSettings limits) {
        AtomicLong packets = new AtomicLong();
        return () -> {
            if (packets.incrementAndGet() > limits.mostPackets()) {
                throw tooManyPackets(ref, limits);
            }
        };
    }

    /** ffprobe's last complaint without the address in memory and without the file's name. */
    private static String lastWords(ProcessExit exit) {
        return exit.stderrTail().stream()
                .map(line -> line.replaceFirst("^\\[[^]]*] ", "").replaceFirst("^file:\\S+: ", ""))
                .reduce((first, second) -> second)
                .orElse("ffprobe ended with code " + exit.exitCode());
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(ContainerSniffer.HEAD_BYTES);
        }
    }
}
