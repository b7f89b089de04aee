package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.DiskFaults;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.binaries.FfmpegCapabilities;
import dev.videocompilation.worker.binaries.FfmpegCapabilities.Kind;
import dev.videocompilation.worker.binaries.LoudnessReading;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.plan.RenderedSound;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.plan.TargetPicture;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import dev.videocompilation.worker.process.ProcessExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs ffmpeg for what an output needs that no clip has: its sound, and pictures that cannot be copied. */
public final class FfmpegRunner {
    private static final String SOUND_FILE = "sound.mp4";
    private static final long OUTPUT_LIMIT_BYTES = 256L << 20;

    /** Four times what is reserved for them, and more than noise takes at this quality. */
    private static final long PIXELS_PER_BYTE = 2;

    /** What a small output may have beyond twice its clips: generous, for a limit is no estimate. */
    private static final long SPARE_FILE_BYTES = 64L << 20;

    /** ffmpeg's words; further ones sound as if memory had run out. */
    private static final String TOO_MANY_PIXELS = "exceeds specified max pixel count";

    /** A complaint about what an input holds: {@code [aist#3:1/aac @ 0x…] [dec:aac @ 0x…] Error …: Invalid data found …}. */
    private static final Pattern BAD_INPUT = Pattern.compile(
            "\\[(?:in|aist|vist)#(\\d{1,6})[:/ ][^]]*](?: \\[[^]]*])* (.*"
                    + "(?:Invalid data found|Not yet implemented in FFmpeg|Input/output error|Error number -\\d+ occurred).*)");

    private final FfmpegBinaries binaries;
    private final FfmpegCapabilities capabilities;
    private final JoinSettings settings;

    public FfmpegRunner(FfmpegBinaries binaries, FfmpegCapabilities capabilities, JoinSettings settings) {
        this.binaries = Objects.requireNonNull(binaries);
        this.capabilities = Objects.requireNonNull(capabilities);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Encodes a plan's sound, of all clips together.
     *
     * @param directory which holds all the plan's clips and receives the file
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return an mp4 file that holds the sound alone
     * @throws TransientException if the disk is full or fails, or ffmpeg was killed from outside
     * @throws RejectedException if a clip's sound does not decode, with the clip named, or ffmpeg fails or passes its deadline
     *     or another of its limits
     */
    public Path sound(CompilePlan plan, SoundPlan.Exact exact, Path directory, DoubleConsumer progress) {
        writeGraph(directory, SoundArguments.graph(plan, exact));
        long bytes = (long) (plan.duration().toDouble() * exact.bitrateKbps() * 1000 / Byte.SIZE);
        return run(
                new Task(
                        "joining",
                        SoundArguments.encode(plan, exact, SOUND_FILE),
                        SOUND_FILE,
                        2 * bytes + SPARE_FILE_BYTES,
                        "sound",
                        input -> SoundArguments.clipOfInput(plan, input)),
                plan.duration(),
                directory,
                progress);
    }

    /**
     * Measures a plan's sound as it would be made.
     *
     * @param directory which holds all the plan's clips
     * @throws TransientException if the disk is full or fails, or ffmpeg was killed from outside
     * @throws RejectedException as {@link #sound} throws it
     */
    public LoudnessReading loudness(CompilePlan plan, SoundPlan.Exact exact, Path directory) {
        writeGraph(directory, SoundArguments.measuringGraph(plan, exact));
        LoudnessReading reading = new LoudnessReading();
        run(
                new Task(
                        "measuring the loudness",
                        SoundArguments.measure(plan),
                        SoundArguments.GRAPH_FILE,
                        SPARE_FILE_BYTES,
                        "sound",
                        input -> SoundArguments.clipOfInput(plan, input)),
                directory,
                reading::accept);
        return reading;
    }

    /**
     * Decodes the sound of all the plan's clips, which nothing has to do where it is copied, to find the one that does not decode.
     *
     * @param directory which holds all the plan's clips
     * @throws RejectedException as {@link #sound} throws it
     */
    public void decodeSound(CompilePlan plan, Path directory) {
        run(
                new Task(
                        "decoding the clips' sound",
                        SoundArguments.decode(plan),
                        SoundArguments.GRAPH_FILE,
                        SPARE_FILE_BYTES,
                        "sound",
                        input -> SoundArguments.clipOfInput(plan, input)),
                directory,
                _ -> {});
    }

    private static void writeGraph(Path directory, String graph) {
        try {
            Files.writeString(directory.resolve(SoundArguments.GRAPH_FILE), graph);
        } catch (IOException e) {
            throw new UncheckedIOException("tried to write the graph of the sound but failed", e);
        }
    }

    /**
     * Asks whether this ffmpeg can make the sound of a plan.
     *
     * @throws RejectedException with {@link ErrorCode#FEATURE_UNAVAILABLE} if it lacks a filter for it
     */
    public void requireMeans(SoundPlan sound) {
        if (sound instanceof SoundPlan.Exact exact && !(exact.loudness() instanceof Loudness.AsItComes)) {
            for (String filter : SoundArguments.loudnessFilters()) {
                capabilities.require(Kind.FILTERS, filter, "bringing the sound to a loudness");
            }
        }
    }

    /**
     * Makes pictures anew, in the form of the target.
     *
     * @param name of the file to make in the directory
     * @param parameterSetId which the pictures refer to their parameter sets by
     * @param threads that may be used
     * @param directory which holds the clips and receives the file
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return an mp4 file that holds the pictures alone
     * @throws TransientException if the disk is full or fails, or ffmpeg was killed from outside
     * @throws RejectedException if a picture does not decode, with the clip named, this ffmpeg lacks what is needed, or it fails or
     *     passes its deadline or another of its limits
     */
    public Path pictures(
            PicturePiece piece,
            TargetPicture target,
            String name,
            int parameterSetId,
            int threads,
            Path directory,
            DoubleConsumer progress) {
        PictureArguments arguments = new PictureArguments(target, parameterSetId, threads);
        List<ProbedClip> clips = PictureArguments.clips(piece);
        for (String filter : arguments.filterNames(piece)) {
            capabilities.require(Kind.FILTERS, filter, "re-encoding " + piece.name());
        }
        if (!piece.texts().isEmpty()) {
            try {
                TextDrawing.write(piece.texts(), arguments.graph(piece, name), name, directory);
            } catch (IOException e) {
                throw new UncheckedIOException("tried to write the texts but failed", e);
            }
        }
        long pixels = (long) target.width() * target.height() * piece.frames();
        return run(
                new Task(
                        "re-encoding " + piece.name(),
                        arguments.encode(piece, name),
                        name,
                        pixels / PIXELS_PER_BYTE + SPARE_FILE_BYTES,
                        "a picture",
                        input -> input < clips.size() ? Optional.of(clips.get(input)) : Optional.empty()),
                piece.duration(),
                directory,
                progress);
    }

    /**
     * Refuses a final file that this ffmpeg cannot make.
     *
     * @throws RejectedException with {@link ErrorCode#FEATURE_UNAVAILABLE}
     */
    public void requireFor(RenderPlan render, CompilePlan plan) {
        String purpose = "making a " + render.format().wireName() + " file";
        if (!render.isNeeded()) {
            return;
        }
        capabilities.require(Kind.MUXERS, RenderArguments.muxer(render.format()), purpose);
        if (render.pictures() instanceof RenderedPictures.Encoded encoded) {
            capabilities.require(Kind.ENCODERS, RenderArguments.encoder(encoded.codec()), purpose);
            plan.target().copied().ifPresent(clip -> requireFilters(clip.video(), encoded));
        }
        if (render.sound() instanceof RenderedSound.Encoded encoded) {
            capabilities.require(Kind.ENCODERS, RenderArguments.encoder(encoded.codec()), purpose);
        }
    }

    private void requireFilters(VideoStream video, RenderedPictures.Encoded encoded) {
        for (String filter : RenderArguments.filters(video, encoded)) {
            capabilities.require(Kind.FILTERS, filter.split("=", 2)[0], "making the final file");
        }
    }

    /**
     * Makes the final file of a join, or in a first pass of two what the encoder notes for the second.
     *
     * @param join which lies in the directory
     * @param name of the file to make in the directory
     * @param mostBytes of any file that ffmpeg writes
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return the file, which a first pass does not make
     * @throws TransientException if the disk is full or fails, or ffmpeg was killed from outside
     * @throws RejectedException if this ffmpeg lacks what is needed, or it fails or passes its deadline or another of its limits
     */
    public Path render(
            RenderPlan render,
            RenderPass pass,
            ProbedClip join,
            String name,
            long mostBytes,
            Path directory,
            DoubleConsumer progress) {
        if (render.pictures() instanceof RenderedPictures.Encoded encoded) {
            requireFilters(join.video(), encoded);
        }
        int threads = Runtime.getRuntime().availableProcessors();
        return run(
                new Task(
                        pass.doing(),
                        RenderArguments.encode(render, pass, join, threads, name),
                        name,
                        mostBytes,
                        "a picture",
                        _ -> Optional.empty()),
                join.video().packets().duration(),
                directory,
                progress);
    }

    /**
     * A run of ffmpeg.
     *
     * @param doing as it follows "while"
     * @param output the name of the file that is made
     * @param mostBytes of any file that it writes
     * @param read what it decodes, as it follows "has"
     * @param clipOfInput which clip an input is
     */
    private record Task(
            String doing,
            List<String> arguments,
            String output,
            long mostBytes,
            String read,
            IntFunction<Optional<ProbedClip>> clipOfInput) {}

    private Path run(Task task, Rational duration, Path directory, DoubleConsumer progress) {
        FfmpegProgress parser = new FfmpegProgress(duration, progress);
        return run(task, directory, parser::accept);
    }

    private Path run(Task task, Path directory, Consumer<String> line) {
        FfmpegBinaries limited = binaries.writingAtMost(task.mostBytes());
        ProcessExit exit =
                limited.run(Program.FFMPEG, task.arguments(), directory, settings.deadline(), OUTPUT_LIMIT_BYTES, line);
        Optional<TransientException> fault = DiskFaults.told(exit, task.doing());
        if (fault.isPresent()) {
            throw fault.get();
        }
        if (!exit.succeeded() || DiskFaults.cannotReadOn(exit)) {
            throw failure(task, limited, exit);
        }
        return directory.resolve(task.output());
    }

    private RuntimeException failure(Task task, FfmpegBinaries limited, ProcessExit exit) {
        Optional<ProbedClip> first = task.clipOfInput().apply(0);
        if (first.isPresent() && exit.stderrTail().stream().anyMatch(line -> line.contains(TOO_MANY_PIXELS))) {
            return swollen(task, first.get().ref());
        }
        String words = String.join("; ", exit.stderrTail());
        return switch (exit.ending()) {
            case DEADLINE_PASSED, OUTPUT_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_TIMEOUT,
                        "%s took longer than the %d s of JOIN_DEADLINE"
                                .formatted(task.doing(), settings.deadline().toSeconds()));
            case CPU_LIMIT_PASSED, MEMORY_LIMIT_PASSED, FILE_LIMIT_PASSED ->
                new RejectedException(
                        ErrorCode.ENGINE_LIMIT,
                        "ffmpeg %s while %s".formatted(limited.limitPassed(exit), task.doing()));
            case BY_ITSELF ->
                exit.endedFromOutside()
                        ? new TransientException(
                                ErrorCode.ENGINE_FAILED, "ffmpeg was ended from outside while " + task.doing(), null)
                        : badClip(task, exit)
                                .orElseGet(() -> new RejectedException(
                                        ErrorCode.ENGINE_FAILED,
                                        "ffmpeg ended with code %d while %s: %s"
                                                .formatted(
                                                        exit.exitCode(),
                                                        task.doing(),
                                                        words.isEmpty() ? "no reason given" : words)));
        };
    }

    /** Of several inputs ffmpeg does not say which it is: then none is blamed. */
    private static RejectedException swollen(Task task, ClipRef first) {
        return task.clipOfInput().apply(1).isPresent()
                ? new RejectedException(
                        ErrorCode.CLIP_UNREADABLE,
                        "a clip met while %s holds a picture larger than its header says".formatted(task.doing()))
                : new RejectedException(
                        ErrorCode.CLIP_UNREADABLE, first + " holds a picture larger than its header says", first);
    }

    /** Names the clip that does not decode, where ffmpeg says that of one. */
    private static Optional<RejectedException> badClip(Task task, ProcessExit exit) {
        for (String line : exit.stderrTail()) {
            Matcher complaint = BAD_INPUT.matcher(line);
            if (complaint.matches()) {
                Optional<ProbedClip> clip = task.clipOfInput().apply(Integer.parseInt(complaint.group(1)));
                if (clip.isPresent()) {
                    ClipRef ref = clip.get().ref();
                    return Optional.of(new RejectedException(
                            ErrorCode.CLIP_UNREADABLE,
                            "%s has %s that does not decode: %s".formatted(ref, task.read(), complaint.group(2)),
                            ref));
                }
            }
        }
        return Optional.empty();
    }
}
