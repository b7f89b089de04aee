package dev.videocompilation.worker.app;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.worker.job.SkippedClip;
import dev.videocompilation.worker.pipeline.JobProgress;
import dev.videocompilation.worker.pipeline.JoinObserver;
import dev.videocompilation.worker.pipeline.JoinRequest;
import dev.videocompilation.worker.pipeline.JoinedVideo;
import dev.videocompilation.worker.pipeline.PlannedJoin;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderedPictures;
import dev.videocompilation.worker.settings.SettingsReader;
import dev.videocompilation.worker.telemetry.Terminal;
import dev.videocompilation.worker.verify.VerifiedVideo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The engine on local files: no queue, no bucket, no database. */
@Command(
        name = "join",
        description = {
            "Joins local clips into one video, by the engine that the queue's jobs run.",
            "Pictures that can stand in one track are copied, the others re-encoded to fit; the plan says which, and why.",
            "Sound is copied, or made exact at every join, and the result is proven before it is put in place."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class JoinCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "CLIP", description = "The clips, in order.")
    private List<Path> clips = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the result goes.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatConverter.class,
            description = "mp4, mov, webm, mkv or avi; where it is left out, what FILE ends in, or mp4.")
    private @Nullable OutputFormat format;

    @Mixin
    private JoinOptions joinOptions = new JoinOptions();

    @Option(names = "--explain", description = "Print the plan and stop; nothing is made.")
    private boolean explain;

    @Option(
            names = {"-f", "--force"},
            description = "Replace an existing output; without it, an existing file is kept and the command fails.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        requireClips();
        CompileOptions options = joinOptions.read();
        requireOneFormat();
        if (!explain) {
            requireOutput();
        }
        SettingsReader reader = new SettingsReader(System.getenv());
        EngineSettings settings = EngineSettings.read(reader);
        reader.finish();
        Engine engine = Engine.start(settings);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (explain) {
            try (LinkedClips linked = LinkedClips.in(Path.of(System.getProperty("java.io.tmpdir")), clips)) {
                PlannedJoin planned = engine.joiner().plan(request(linked, options));
                print(out, planned.plan(), planned.render(), planned.skipped());
            }
        } else {
            join(engine, options, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void join(Engine engine, CompileOptions options, PrintWriter out) throws IOException {
        Path target = Objects.requireNonNull(output).toAbsolutePath();
        boolean terminal = Terminal.isPresent();
        long bytes = 0;
        for (Path clip : clips) {
            bytes += Files.size(clip);
        }
        JobProgress progress = new JobProgress(System::nanoTime, bytes, clips.size());
        ProgressBar bar =
                new ProgressBar(Objects.requireNonNull(spec).commandLine().getErr(), terminal, progress);
        try (Interruption interruption = Interruption.ofThisThreadAtShutdown();
                LinkedClips linked = LinkedClips.in(Objects.requireNonNull(target.getParent()), clips)) {
            Objects.requireNonNull(interruption);
            JoinedVideo joined;
            try {
                joined = engine.joiner()
                        .join(request(linked, options), linked.directory(), JoinObserver.both(progress, bar));
            } finally {
                bar.finish();
            }
            VerifiedVideo video = joined.video();
            if (force) {
                Files.move(video.file(), target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(video.file(), target);
            }
            print(out, joined.plan(), joined.render(), joined.skipped());
            out.println("proven: %d frames, %s; %d joins decoded; sound and picture at most %.1f ms apart"
                    .formatted(
                            video.frames(),
                            joined.render().pictures() instanceof RenderedPictures.Encoded
                                    ? "each beside the join's"
                                    : joined.plan().reEncoded().numerator() == 0
                                            ? "each its clip's"
                                            : "each as planned",
                            video.joinsDecoded(),
                            video.greatestOffsetMs()));
            out.println(
                    "%s: %.3f s, %d bytes".formatted(output, video.duration().toDouble(), video.sizeBytes()));
        }
    }

    private static void print(PrintWriter out, CompilePlan plan, RenderPlan render, List<SkippedClip> skipped) {
        out.println(PlanText.of(plan, render));
        skipped.forEach(clip -> out.println("skipped: " + clip));
    }

    private JoinRequest request(LinkedClips linked, CompileOptions options) {
        return new JoinRequest(
                linked.clips(), new OutputSpec(format(), joinOptions.quality()), options, joinOptions.captionsFile());
    }

    private OutputFormat format() {
        return format == null ? formatOfName().orElse(OutputFormat.MP4) : format;
    }

    /** What the output's name ends in, where that is a format. */
    private Optional<OutputFormat> formatOfName() {
        String name = output == null ? "" : String.valueOf(output.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(OutputFormat.values())
                .filter(known -> known.wireName().equals(ending))
                .findFirst();
    }

    private void requireOneFormat() {
        Optional<OutputFormat> named = formatOfName();
        if (format != null && named.isPresent() && named.get() != format) {
            throw new CommandFailedException(
                    "%s ends in .%s, and --format asks for %s; change one of them"
                            .formatted(output, named.get().wireName(), format.wireName()),
                    ExitCode.USAGE);
        }
    }

    private void requireClips() {
        for (Path clip : clips) {
            if (!Files.isRegularFile(clip)) {
                String problem = Files.isDirectory(clip) ? "is a folder, not a file" : "does not exist";
                throw new CommandFailedException(clip + " " + problem, ExitCode.USAGE);
            }
            if (!Files.isReadable(clip)) {
                throw new CommandFailedException(clip + " cannot be read; check its permissions", ExitCode.USAGE);
            }
        }
    }

    private void requireOutput() throws IOException {
        if (output == null) {
            throw new CommandFailedException(
                    "say where the result goes with -o FILE, or ask for the plan with --explain", ExitCode.USAGE);
        }
        for (Path clip : clips) {
            if (Files.exists(output) && Files.isSameFile(output, clip)) {
                throw new CommandFailedException(
                        output + " is one of the clips; choose another output", ExitCode.USAGE);
            }
        }
        if (Files.isDirectory(output)) {
            throw new CommandFailedException(output + " is a folder; name a file in it", ExitCode.USAGE);
        }
        if (Files.exists(output) && !force) {
            throw new CommandFailedException(output + " exists; add --force to replace it", ExitCode.USAGE);
        }
        Path parent = Objects.requireNonNull(output.toAbsolutePath().getParent());
        if (!Files.isWritable(parent)) {
            throw new CommandFailedException(parent + " is not a folder that can be written to", ExitCode.USAGE);
        }
    }
}
