package dev.videocompilation.worker.verify;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Quality;
import dev.videocompilation.worker.pipeline.ClipFile;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.plan.RenderPlan;
import dev.videocompilation.worker.plan.RenderPlanner;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.render.VideoRenderer;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a wrong final file is called out for. */
class RenderVerifierTest {
    private static final String H264 = "-c:v libx264 -crf 28 -fps_mode:v passthrough -enc_time_base:v demux"
            + " -video_track_timescale 15360 -movflags +faststart";

    /** As small pictures that tell nothing are taken. */
    private static final String COLOUR =
            "setparams=range=tv:color_primaries=smpte170m:color_trc=smpte170m:colorspace=smpte170m";

    @TempDir
    Path directory = Path.of("");

    private CompilePlan plan;
    private Verification.Proven join;

    @BeforeEach
    void joinTwoClips() {
        List<ProbedClip> clips = new ArrayList<>();
        List<Path> files = List.of(
                clip(2).size(320, 180).variant(1).file(),
                clip(2).size(320, 180).variant(2).file());
        for (ClipFile clip : TestEngine.clipsIn(directory, files)) {
            clips.add(TestEngine.prober().probe(clip.ref(), clip.file()));
        }
        plan = ((Planning.Planned) new CompilePlanner().plan(clips)).plan();
        Path output = TestEngine.muxer().join(plan, directory, _ -> {});
        join = (Verification.Proven) TestEngine.verifier().verify(plan, output);
    }

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void provesWhatIsRight(OutputFormat format) {
        for (Quality quality : List.of(Quality.HIGH, Quality.LOW)) {
            RenderPlan render = render(format, quality);
            if (render.isNeeded() && render.joinFormat() == OutputFormat.MP4) {
                Path made = made(render);

                assertThat(TestEngine.renderVerifier().verify(plan, join, render, made))
                        .isInstanceOf(Verification.Proven.class);
            }
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("-vf hflip," + COLOUR + " " + H264 + " -c:a copy", "does not look like the join's"),
                Arguments.of(
                        "-vf drawbox=w=iw:h=ih:c=green:t=fill:enable='eq(n,70)'," + COLOUR + " " + H264 + " -c:a copy",
                        "frame 70 (10 of video 2) of the final file does not look like the join's"),
                Arguments.of("-frames:v 119 " + H264 + " -c:a copy", "has 119 frames, the join 120"),
                Arguments.of(
                        "-vf setpts=PTS+gte(N\\,60)*0.004/TB " + H264 + " -c:a copy",
                        "frame 60 (0 of video 2) of the final file stands at"),
                Arguments.of("-s 160x90 " + H264 + " -c:a copy", "picture size is 160x90, not 320x180"),
                Arguments.of(H264.replace("libx264 -crf 28", "mpeg4") + " -c:a copy", "video codec is mpeg4, not h264"),
                Arguments.of(H264 + " -an", "the final file has no sound, the join has"),
                Arguments.of(H264 + " -map 0:a:0 -c:a copy", "has 1 video and 2 audio streams"),
                Arguments.of(H264.replace("+faststart", "-faststart") + " -c:a copy", "comes after its media"),
                Arguments.of(H264 + " -f mov -c:a copy", "is QuickTime, not MP4"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void namesWhatIsWrongWithAnMp4File(String arguments, String defect) {
        assertDisproven(render(OutputFormat.MP4, Quality.LOW), ffmpeg("wrong.mp4", arguments), defect);
    }

    @Test
    void namesSoundThatWasEncodedThoughItWasToBeCopied() {
        assertDisproven(
                render(OutputFormat.MP4, Quality.MEDIUM),
                ffmpeg("wrong.mp4", "-vf " + COLOUR + " " + H264 + " -c:a aac -b:a 96k"),
                "sound");
    }

    static Stream<Arguments> wrongSound() {
        return Stream.of(
                Arguments.of("adelay=delays=40:all=1,atrim=end=4", "off its place"),
                Arguments.of("volume=0", "is silent, the join is not"),
                Arguments.of("volume=0:enable='between(t,2.5,3)'", "softer than the join's"),
                Arguments.of("areverse", "is not the join's"),
                Arguments.of("atrim=end=3.5", "sound lasts"),
                Arguments.of("atrim=end=3.95", "is heard for"));
    }

    @ParameterizedTest
    @MethodSource("wrongSound")
    void namesWhatIsWrongWithTheSoundOfAWebmFile(String filter, String defect) {
        Path wrong = ffmpeg(
                "wrong.webm",
                "-c:v libvpx-vp9 -crf 38 -b:v 0 -cpu-used 8 -deadline realtime -fps_mode:v passthrough -cues_to_front 1"
                        + " -vf " + COLOUR + " -c:a libopus -b:a 64k -af " + filter);

        assertDisproven(render(OutputFormat.WEBM, Quality.LOW), wrong, defect);
    }

    @Test
    void namesWhatIsWrongWithAMatroskaFile() {
        RenderPlan render = render(OutputFormat.MKV, Quality.HIGH);

        assertDisproven(render, ffmpeg("late.mkv", "-c copy"), "index (Cues) does not come before its media");
        assertDisproven(
                render, ffmpeg("web.mkv", "-c copy -f webm -strict -2 -c:v libvpx-vp9 -c:a libopus"), "type \"webm\"");
        assertDisproven(
                render,
                ffmpeg("other.mkv", "-c copy -cues_to_front 1 -bsf:v noise=amount=20:drop=0 -fflags +bitexact"),
                "of the final file is not the join's");
        assertDisproven(
                render, ffmpeg("made.mkv", "-cues_to_front 1 -c:v libx264 -c:a copy"), "hash of parameter sets is");
    }

    @Test
    void namesWhatIsWrongWithAnAviFile() {
        RenderPlan render = render(OutputFormat.AVI, Quality.LOW);
        Path good = made(render);

        assertDisproven(
                render,
                Damage.inBox(good, "idx1", 0, -4, bytes("JUNK"), directory.resolve("i.avi")),
                "no index (idx1)");
        assertDisproven(
                render,
                ffmpeg(
                        "late.avi",
                        "-c:v mpeg4 -q:v 8 -tag:v XVID -c:a libmp3lame -b:a 96k -af asettb=1/48000,adelay=60:all=1,atrim=start_sample=1105,asetpts=N+1105"),
                "off its place");
    }

    @Test
    void namesAFrameThatDoesNotDecode() {
        RenderPlan render = render(OutputFormat.MP4, Quality.LOW);
        Path good = made(render);

        assertDisproven(
                render,
                Damage.ofPackets(good, "v", 40, 41, directory.resolve("noise.mp4")),
                "the final file does not decode");
    }

    @Test
    void namesAFileThatIsTooLargeOrCutShort() throws IOException {
        RenderPlan render = render(OutputFormat.MP4, Quality.LOW);
        Path good = made(render);
        RenderPlan small = new RenderPlan(
                render.format(), render.quality(), render.pictures(), render.sound(), Optional.of(10_000L));
        assertDisproven(small, good, "more than the 10,000 allowed");

        byte[] bytes = Files.readAllBytes(good);
        Path cut = Files.write(directory.resolve("cut.mp4"), java.util.Arrays.copyOf(bytes, bytes.length - 1_000));
        assertDisproven(render, cut, "the final file is cut short");
    }

    private void assertDisproven(RenderPlan render, Path wrong, String defect) {
        assertThat(TestEngine.renderVerifier().verify(plan, join, render, wrong))
                .isInstanceOfSatisfying(
                        Verification.Disproven.class,
                        disproven -> assertThat(disproven.defects())
                                .anySatisfy(said -> assertThat(said).contains(defect)));
    }

    private RenderPlan render(OutputFormat format, Quality quality) {
        return RenderPlanner.of(new OutputSpec(format, quality), CompileOptions.DEFAULT, plan);
    }

    private Path made(RenderPlan render) {
        return new VideoRenderer(TestEngine.runner())
                .render(render, plan, join.found(), directory, _ -> {})
                .file();
    }

    /** A file made of the join. */
    private Path ffmpeg(String name, String arguments) {
        Path target = directory.resolve(name);
        List<String> all = new ArrayList<>(List.of("-i", join.video().file().toString(), "-map", "0:v:0"));
        if (!arguments.contains("-an")) {
            all.addAll(List.of("-map", "0:a:0"));
        }
        all.addAll(List.of(arguments.split(" ", -1)));
        all.add(target.toString());
        TestMedia.ffmpeg(all);
        return target;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
