package dev.videocompilation.worker.ffmpeg;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.binaries.DiskFaults;
import dev.videocompilation.worker.binaries.FfmpegBinaries;
import dev.videocompilation.worker.binaries.FfmpegBinaries.Program;
import dev.videocompilation.worker.binaries.FfmpegCapabilities;
import dev.videocompilation.worker.binaries.FfmpegCapabilities.Kind;
import dev.videocompilation.worker.binaries.LoudnessReading;
import dev.videocompilation.worker.fetch.ScratchFaults;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Runs ffmpeg for what an output needs that no clip has: its sound, and pictures that cannot be copied. */
public final class FfmpegRunner {
    private static final String SOUND_FILE = "sound.mp4";
    private static final long OUTPUT_LIMIT_BYTES = 256L << 20;

    /** Four times what is reserved for them, and more than noise takes at this quality. */
    private static final long PIXELS_PER_BYTE = 2;

    /** What a small output may have beyond twice its clips: generous, for a limit is no estimate. */
    private static final long SPARE_FILE_BYTES = 64L << 20;

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
                new FfmpegTask(
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
                new FfmpegTask(
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
                new FfmpegTask(
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
            throw ScratchFaults.of("write the graph of the sound", e);
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
                throw ScratchFaults.of("write the texts", e);
            }
        }
        long pixels = (long) target.width() * target.height() * piece.frames();
        return run(
                new FfmpegTask(
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
                new FfmpegTask(
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

    private Path run(FfmpegTask task, Rational duration, Path directory, DoubleConsumer progress) {
        FfmpegProgress parser = new FfmpegProgress(duration, progress);
        return run(task, directory, parser::accept);
    }

    private Path run(FfmpegTask task, Path directory, Consumer<String> line) {
        FfmpegBinaries limited = binaries.writingAtMost(task.mostBytes());
        ProcessExit exit =
                limited.run(Program.FFMPEG, task.arguments(), directory, settings.deadline(), OUTPUT_LIMIT_BYTES, line);
        Optional<TransientException> fault = DiskFaults.told(exit, task.doing());
        if (fault.isPresent()) {
            throw fault.get();
        }
        if (!exit.succeeded() || DiskFaults.cannotReadOn(exit)) {
            throw new FfmpegFailure(task, exit, limited, settings.deadline()).toException();
        }
        return directory.resolve(task.output());
    }
}
