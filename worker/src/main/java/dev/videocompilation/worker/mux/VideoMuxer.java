package dev.videocompilation.worker.mux;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.fetch.ScratchFaults;
import dev.videocompilation.worker.ffmpeg.FfmpegRunner;
import dev.videocompilation.worker.isobmff.AacSilence;
import dev.videocompilation.worker.isobmff.AvcConfiguration;
import dev.videocompilation.worker.isobmff.MovieForm;
import dev.videocompilation.worker.isobmff.MovieWriter;
import dev.videocompilation.worker.isobmff.Sample;
import dev.videocompilation.worker.isobmff.Track;
import dev.videocompilation.worker.isobmff.TrackDescription;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.Loudness;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.AudioStream;
import dev.videocompilation.worker.probe.MediaProber;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * Makes the output that a plan describes: the sound by ffmpeg where there is any to be made, then a new index over the clips' own
 * samples.
 */
public final class VideoMuxer {
    private static final String SILENCE_FILE = "silence.aac-frame";
    private static final long LEAST_MOVIE_TIMESCALE = 1_000;
    /** The share of the whole that making the sound takes. */
    private static final double SOUND_SHARE = 0.9;

    private final FfmpegRunner ffmpeg;
    private final MediaProber prober;

    public VideoMuxer(FfmpegRunner ffmpeg, MediaProber prober) {
        this.ffmpeg = Objects.requireNonNull(ffmpeg);
        this.prober = Objects.requireNonNull(prober);
    }

    /** Makes the output as an MP4 file; as {@link #join(CompilePlan, OutputFormat, Path, DoubleConsumer)}. */
    public Path join(CompilePlan plan, Path directory, DoubleConsumer progress) {
        return join(plan, OutputFormat.MP4, directory, progress);
    }

    /**
     * Asks whether this ffmpeg can make a plan's sound.
     *
     * @throws RejectedException with {@link ErrorCode#FEATURE_UNAVAILABLE} if it cannot
     */
    public void requireMeans(CompilePlan plan) {
        ffmpeg.requireMeans(plan.sound());
    }

    /**
     * Measures what has to be known of the sound before it is made, and completes the plan by it.
     *
     * @param directory which holds all the plan's clips
     * @throws RejectedException as {@link #join} throws it
     */
    public CompilePlan measured(CompilePlan plan, Path directory) {
        return plan.sound() instanceof SoundPlan.Exact exact && exact.loudness() instanceof Loudness.ToBeMeasured
                ? plan.withSound(exact.with(new LoudnessChoice(ffmpeg, plan, exact, directory).choose()))
                : plan;
    }

    /**
     * Looks for a clip whose sound was copied and does not decode.
     *
     * @param directory which holds all the plan's clips
     * @throws RejectedException with the clip named, if there is one
     */
    public void requireSoundDecodes(CompilePlan plan, Path directory) {
        if (plan.sound() instanceof SoundPlan.CopiedFrames) {
            ffmpeg.decodeSound(plan, directory);
        }
    }

    /**
     * Makes the output.
     *
     * @param plan of which nothing has to be made any more but the sound
     * @param format MP4 or MOV
     * @param directory which holds all the plan's clips and receives the output
     * @param progress gets the share that is done, 0 to 1, never less than before
     * @return the output's file
     * @throws dev.videocompilation.worker.job.TransientException if the disk is full or fails, or ffmpeg was ended from outside
     * @throws RejectedException if a clip's sound does not decode, with the clip named, or ffmpeg fails or passes a limit
     */
    public Path join(CompilePlan plan, OutputFormat format, Path directory, DoubleConsumer progress) {
        Path output = directory.resolve("output." + format.wireName());
        MovieForm form = format == OutputFormat.MOV ? MovieForm.QUICKTIME : MovieForm.MP4;
        try {
            List<Track> tracks = new ArrayList<>();
            tracks.add(pictures(plan));
            double before = plan.sound() instanceof SoundPlan.Exact ? SOUND_SHARE : 0;
            sound(plan, directory, share -> progress.accept(before * share)).ifPresent(tracks::add);
            if (plan.captions().isPresent()) {
                tracks.add(CaptionsTrack.write(plan.captions().get(), plan.target(), directory));
            }
            new MovieWriter(tracks, movieTimescale(plan), form)
                    .write(output, share -> progress.accept(before + (1 - before) * share));
            return output;
        } catch (IOException e) {
            throw ScratchFaults.of("join the clips", e);
        }
    }

    private static long movieTimescale(CompilePlan plan) {
        long timescale = plan.timeBase().denominator();
        return timescale * Math.ceilDiv(LEAST_MOVIE_TIMESCALE, timescale);
    }

    /**
     * One after another. All clips get the longest delay between decoding and presentation that any of them asks for, so that decoding
     * times grow across joins too (ISO/IEC 14496-12, 8.6.1.2).
     */
    private static Track pictures(CompilePlan plan) throws IOException {
        long delay = 0;
        for (PicturePiece piece : plan.pieces()) {
            delay = Math.max(delay, delay(piece));
        }
        List<Sample> samples = new ArrayList<>();
        for (PicturePiece piece : plan.pieces()) {
            PacketTable pictures = piece.pictures();
            long scale = piece.ticksPerTick();
            // A clip that stands alone keeps its own beginning.
            long start = plan.pieces().size() == 1 ? pictures.startTicks() * scale : piece.startTicks();
            long shown = start - pictures.startTicks() * scale;
            long decoded = shown - (delay - delay(piece));
            for (Packet packet : pictures.packets()) {
                samples.add(new Sample(
                        piece.source().file(),
                        packet.offset(),
                        packet.sizeBytes(),
                        packet.dts() * scale + decoded,
                        packet.pts() * scale + shown,
                        packet.duration() * scale,
                        packet.key()));
            }
        }
        return new Track(description(plan), plan.timeBase().denominator(), samples);
    }

    private static long delay(PicturePiece piece) {
        Packet first = piece.pictures().packets().get(0);
        return (first.pts() - first.dts()) * piece.ticksPerTick();
    }

    /** That of the copied pictures, with the parameter sets of those that were made beside them. */
    private static TrackDescription description(CompilePlan plan) throws IOException {
        PicturePiece first = plan.pieces().stream()
                .filter(PicturePiece::isCopied)
                .findFirst()
                .orElse(plan.pieces().getFirst());
        VideoStream video = first.source().video();
        TrackDescription description = described(first.source(), TrackDescription.VIDEO)
                .withRange(video.colour().range().equals("pc"));
        Set<String> merged = new HashSet<>(Set.of(video.parameterSetsHash()));
        Optional<AvcConfiguration> configuration = description.box("avcC").flatMap(AvcConfiguration::parse);
        for (PicturePiece piece : plan.pieces()) {
            if (merged.add(piece.source().video().parameterSetsHash())) {
                AvcConfiguration other = described(piece.source(), TrackDescription.VIDEO)
                        .box("avcC")
                        .flatMap(AvcConfiguration::parse)
                        .orElseThrow();
                try {
                    configuration = Optional.of(configuration.orElseThrow().merge(other));
                } catch (IllegalArgumentException e) {
                    throw new RejectedException(
                            ErrorCode.RESULT_NOT_PROVEN,
                            "the parameter sets of %s cannot stand beside the others': %s"
                                    .formatted(piece.name(), e.getMessage()));
                }
            }
        }
        return merged.size() == 1
                ? description
                : description.with("avcC", configuration.orElseThrow().toBytes());
    }

    private static TrackDescription described(ProbedClip clip, String handler) throws IOException {
        return TrackDescription.read(clip.file(), handler)
                .orElseThrow(() -> new IllegalStateException(clip.ref() + " lost its description"));
    }

    private Optional<Track> sound(CompilePlan plan, Path directory, DoubleConsumer progress) throws IOException {
        return switch (plan.sound()) {
            case SoundPlan.None none -> Optional.empty();
            case SoundPlan.Copied copied -> {
                ProbedClip clip = plan.clips().get(0).clip();
                yield Optional.of(track(clip.file(), clip.audio().orElseThrow()));
            }
            case SoundPlan.CopiedFrames frames -> Optional.of(frames(plan, frames, directory));
            case SoundPlan.Exact exact -> {
                Path file = ffmpeg.sound(plan, exact, directory, progress);
                long mostPackets = 2 * plan.soundSamples() / SoundPlan.FRAME_SAMPLES + 1_000;
                yield Optional.of(track(file, prober.probeSound(ClipRef.file("the sound"), file, mostPackets)));
            }
        };
    }

    /** The clips' own frames, each of the same length, as the plan counts them; what stands before 0 is priming. */
    private static Track frames(CompilePlan plan, SoundPlan.CopiedFrames sound, Path directory) throws IOException {
        byte[] silence = sound.channels() <= 2 ? AacSilence.frame(sound.channels()) : new byte[0];
        Path silent = Files.write(directory.resolve(SILENCE_FILE), silence);
        List<Sample> samples = new ArrayList<>();
        long at = -(long) sound.clips().get(0).lead() * SoundPlan.FRAME_SAMPLES;
        for (int i = 0; i < plan.clips().size(); i++) {
            ProbedClip clip = plan.clips().get(i).clip();
            SoundPlan.Kept kept = sound.clips().get(i);
            List<Packet> packets = clip.audio().orElseThrow().packets().packets();
            for (int frame = kept.from(); frame < kept.to(); frame++) {
                Packet packet = packets.get(frame);
                samples.add(frame(clip.file(), packet.offset(), packet.sizeBytes(), at));
                at += SoundPlan.FRAME_SAMPLES;
            }
            for (int frame = 0; frame < kept.silent(); frame++) {
                samples.add(frame(silent, 0, silence.length, at));
                at += SoundPlan.FRAME_SAMPLES;
            }
        }
        TrackDescription description = described(plan.clips().get(0).clip(), TrackDescription.SOUND);
        return new Track(description, sound.sampleRateHz(), samples);
    }

    private static Sample frame(Path file, long offset, int sizeBytes, long at) {
        return new Sample(file, offset, sizeBytes, at, at, SoundPlan.FRAME_SAMPLES, true);
    }

    private static Track track(Path file, AudioStream audio) throws IOException {
        TrackDescription description = TrackDescription.read(file, TrackDescription.SOUND)
                .orElseThrow(() ->
                        new RejectedException(ErrorCode.ENGINE_FAILED, "the sound that was made has no description"));
        Rational timeBase = audio.packets().timeBase();
        List<Sample> samples = new ArrayList<>();
        for (Packet packet : audio.packets().packets()) {
            samples.add(new Sample(
                    file,
                    packet.offset(),
                    packet.sizeBytes(),
                    packet.dts(),
                    packet.pts(),
                    packet.duration(),
                    packet.key()));
        }
        return new Track(description, timeBase.denominator(), samples);
    }
}
