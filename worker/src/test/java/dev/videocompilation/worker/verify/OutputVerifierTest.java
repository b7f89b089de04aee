package dev.videocompilation.worker.verify;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.job.TransientException;
import dev.videocompilation.worker.pipeline.ClipFile;
import dev.videocompilation.worker.pipeline.JoinRequest;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.verify.Verification.Disproven;
import dev.videocompilation.worker.verify.Verification.Proven;
import dev.videocompilation.worker.verify.VerifySettings.Decode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proof of three clips' join, on good outputs and on each kind of damage. */
class OutputVerifierTest {
    private static final OutputVerifier VERIFIER = TestEngine.verifier();
    private static final OutputVerifier THOROUGH =
            TestEngine.verifier(new VerifySettings(Duration.ofMinutes(1), Decode.ALL));

    @TempDir
    static Path folder = Path.of("");

    @TempDir
    Path own = Path.of("");

    private static @Nullable CompilePlan plan;
    private static Path good = Path.of("");
    private static Path swapped = Path.of("");

    private record Joined(CompilePlan plan, Path output) {}

    @BeforeAll
    static void joinThreeClips() throws IOException {
        Joined joined = joined("good", clip(1).variant(1), clip(1).variant(2), clip(1).variant(3));
        plan = joined.plan();
        good = joined.output();
        swapped = joined("swapped", clip(1).variant(1), clip(1).variant(3), clip(1).variant(2))
                .output();
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({"/dev/full, DISK_FULL", "/proc/self/mem, DISK_FAILED"})
    void aDiskThatTakesNoDecodedSoundProvesNothing(Path target, ErrorCode code) throws IOException {
        // What is written to them meets ENOSPC, and EIO.
        Path output = Files.createLink(own.resolve("output.mp4"), good);
        Files.createSymbolicLink(own.resolve("heard-output.raw"), target);

        assertThatThrownBy(() -> VERIFIER.verify(Objects.requireNonNull(plan), output))
                .asInstanceOf(type(TransientException.class))
                .extracting(TransientException::code)
                .isEqualTo(code);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("usual", variant -> clip(1).variant(variant)),
                kind("without sound", variant -> clip(1).variant(variant).withoutAudio()),
                kind("silent", variant -> clip(1).variant(variant).silent()),
                kind("steady tone", variant -> clip(1).variant(variant).steadyTone()),
                kind("B-frames", variant -> clip(1).variant(variant).bFrames(3)),
                kind(
                        "open groups of pictures",
                        variant -> clip(2).variant(variant).openGroups()),
                kind("HEVC", variant -> clip(1).variant(variant).hevc()),
                kind(
                        "HEVC with B-frames",
                        variant -> clip(1).variant(variant).hevc().bFrames(3)),
                kind(
                        "29.97 fps at 44.1 kHz",
                        variant -> clip(1.01).variant(variant).fps("30000/1001").sampleRateHz(44_100)),
                kind("varying frame rate", variant -> clip(1).variant(variant).variableFrameRate()),
                kind("one channel", variant -> clip(1).variant(variant).channels(1)),
                kind("six channels", variant -> clip(1).variant(variant).channels(6)),
                kind("sound too short", variant -> clip(1).variant(variant).audioSeconds(0.7)),
                kind("sound too long", variant -> clip(1).variant(variant).audioSeconds(1.3)),
                kind("fragmented", variant -> clip(1).variant(variant).fragmented()));
    }

    private static Arguments kind(String name, IntFunction<TestClip> clips) {
        return Arguments.of(name, clips);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void provesOneAndTwoClipsOfEveryKind(String name, IntFunction<TestClip> clips) throws IOException {
        for (int count = 1; count <= 2; count++) {
            TestClip[] some = IntStream.rangeClosed(1, count).mapToObj(clips).toArray(TestClip[]::new);
            Joined joined = joined(name + count, some);

            assertThat(VERIFIER.verify(joined.plan(), joined.output()))
                    .as("%s, %d clips", name, count)
                    .asInstanceOf(type(Proven.class))
                    .satisfies(proven -> assertThat(proven.video().frames())
                            .isEqualTo(joined.plan().frames()))
                    .satisfies(proven ->
                            assertThat(proven.video().greatestOffsetMs()).isLessThan(1));
        }
    }

    @Test
    void provesTenClipsAndLeavesNothingBesideThem() throws IOException {
        TestClip[] ten =
                IntStream.rangeClosed(1, 10).mapToObj(i -> clip(1).variant(i)).toArray(TestClip[]::new);
        Joined joined = joined("ten", ten);
        List<Path> before = files(joined.output());

        assertThat(VERIFIER.verify(joined.plan(), joined.output())).isInstanceOf(Proven.class);
        assertThat(files(joined.output())).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void decodesTheWholeOfEveryKind(String name, IntFunction<TestClip> clips) throws IOException {
        Joined joined = joined("whole " + name, clips.apply(1), clips.apply(2));

        assertThat(THOROUGH.verify(joined.plan(), joined.output())).as(name).isInstanceOf(Proven.class);
    }

    @Test
    void seesDamageThatAClipBringsAlongOnlyWhereTheWholeIsDecoded() throws IOException {
        Path damaged = Damage.ofPackets(
                clip(3).variant(2).file(),
                "v",
                47,
                57,
                Files.createDirectories(folder.resolve("inner")).resolve("damaged.mp4"));
        Joined joined = joinedFiles("inner", List.of(clip(3).variant(1).file(), damaged));

        assertThat(VERIFIER.verify(joined.plan(), joined.output())).isInstanceOf(Proven.class);
        assertThat(THOROUGH.verify(joined.plan(), joined.output()))
                .asInstanceOf(type(Disproven.class))
                .satisfies(disproven -> assertThat(disproven.defects())
                        .anyMatch(defect -> defect.startsWith("the whole does not decode: ")));
    }

    @Test
    void seesADroppedFrame() {
        assertDisproven(copied("-bsf:v", "noise=drop='eq(n,40)'"), "89 frames, the plan 90");
    }

    @Test
    void seesThatAClipIsMissing() throws IOException {
        Path output = joined("missing", clip(1).variant(1), clip(1).variant(3)).output();

        assertDisproven(output, "60 frames, the plan 90");
        assertDisproven(output, "frame 0 of video 2 is not the clip's");
    }

    @Test
    void seesClipsInAnotherOrder() {
        assertDisproven(swapped, "frame 0 of video 2 is not the clip's");
    }

    @Test
    void seesADuplicatedClip() throws IOException {
        Path output = joined("duplicated", clip(1).variant(1), clip(1).variant(2), clip(1).variant(2))
                .output();

        assertDisproven(output, "frame 0 of video 3 is not the clip's");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 40, 89})
    void seesOneFlippedBitOfAFrame(int frame) throws IOException {
        byte[] bytes = Files.readAllBytes(good);
        String[] place = TestMedia.ffprobe(
                        "-select_streams", "v", "-show_entries", "packet=pos,size", "-of", "csv=p=0", good.toString())
                .get(frame)
                .split(",", -1);
        bytes[Integer.parseInt(place[1]) + Integer.parseInt(place[0]) / 2] ^= 1;

        assertDisproven(
                Files.write(own.resolve("flipped.mp4"), bytes),
                "frame %d of video %d is not the clip's".formatted(frame % 30, 1 + frame / 30));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 50, 99})
    void seesAFileCutShortAfterPercent(int percent) throws IOException {
        byte[] bytes = Files.readAllBytes(good);

        assertDisproven(
                Files.write(own.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length * percent / 100)), "cut short");
    }

    @Test
    void seesAnIndexAfterTheMedia() {
        assertDisproven(made(List.of("-i", good.toString(), "-c", "copy")), "index (moov) comes after its media");
    }

    @Test
    void seesSoundShiftedByItsTimestamps() {
        for (String offset : List.of("0.1", "-0.1", "0.03")) {
            assertDisproven(
                    fastStart(List.of(
                            "-i",
                            good.toString(),
                            "-itsoffset",
                            offset,
                            "-i",
                            good.toString(),
                            "-map",
                            "0:v",
                            "-map",
                            "1:a",
                            "-c",
                            "copy")),
                    "at the start of video ");
        }
    }

    @Test
    void hearsSoundShiftedByItsContentAlone() {
        assertDisproven(soundMade("adelay=100:all=1,atrim=end_sample=144000"), "100 ms off its place");
        assertDisproven(soundMade("atrim=start_sample=4800,apad=whole_len=144000,asetpts=N/SR/TB"), "-100 ms off");
        assertDisproven(soundMade("adelay=30:all=1,atrim=end_sample=144000"), "30 ms off its place");
    }

    @Test
    void hearsASteadyToneThatBeginsLate() throws IOException {
        Joined joined = joined(
                "steady", clip(1).variant(1).steadyTone(), clip(1).variant(2).steadyTone());
        Path late = fastStart(List.of(
                "-i",
                joined.output().toString(),
                "-c:v",
                "copy",
                "-c:a",
                "aac",
                "-af",
                "adelay=100:all=1,atrim=end_sample=96000"));

        assertThat(VERIFIER.verify(joined.plan(), late))
                .asInstanceOf(type(Disproven.class))
                .satisfies(disproven ->
                        assertThat(disproven.defects()).anyMatch(defect -> defect.contains("sound at video")));
    }

    @Test
    void hearsTheSoundOfAnotherClip() {
        Path other = fastStart(
                List.of("-i", good.toString(), "-i", swapped.toString(), "-map", "0:v", "-map", "1:a", "-c", "copy"));

        assertDisproven(other, "sound at video 2 is not the clip's");
        assertDisproven(other, "sound at video 3 is not the clip's");
    }

    @Test
    void hearsThatAClipBecameSilent() {
        assertDisproven(soundMade("volume=0:enable='between(t,1,2)'"), "sound at video 2 ");
    }

    @Test
    void hearsAChannelThatIsLostOrSwapped() throws IOException {
        Joined wide = joinedFiles("wide", List.of(twoSounds(1), twoSounds(2)));
        for (String damage :
                List.of("pan=stereo|c0=c1|c1=c0", "pan=stereo|c0=c0+c1|c1=0*c0", "pan=stereo|c0=c0|c1=c0")) {
            Path other = fastStart(List.of(
                    "-i", wide.output().toString(), "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-af", damage));

            assertThat(VERIFIER.verify(wide.plan(), other))
                    .as(damage)
                    .asInstanceOf(type(Disproven.class))
                    .satisfies(disproven ->
                            assertThat(disproven.defects()).anyMatch(defect -> defect.contains("sound at video 1 ")));
        }
        assertThat(VERIFIER.verify(wide.plan(), wide.output())).isInstanceOf(Proven.class);
    }

    @Test
    void forgivesAChannelThatIsSilentOrMuchSofter() throws IOException {
        for (String level : List.of("0", "0.003", "0.03", "0.2")) {
            List<Path> files = IntStream.rangeClosed(1, 2)
                    .mapToObj(i -> TestMedia.derived(
                            twoSounds(i),
                            "soft-" + level + ".mp4",
                            "-c:v",
                            "copy",
                            "-af",
                            "pan=stereo|c0=c0|c1=" + level + "*c1"))
                    .toList();
            Joined joined = joinedFiles("soft-" + level, files);

            assertThat(VERIFIER.verify(joined.plan(), joined.output()))
                    .as(level)
                    .isInstanceOf(Proven.class);
        }
    }

    /** Another sound in each channel. */
    private static Path twoSounds(int variant) {
        return TestMedia.derived(
                clip(1).variant(variant).file(),
                "two-sounds-" + variant + ".mp4",
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='0.4*sin(2*PI*(300*t+150*t*t))|0.4*sin(2*PI*(%d*t-90*t*t))':s=48000:d=1"
                        .formatted(700 + 30 * variant),
                "-map",
                "0:v",
                "-map",
                "1:a",
                "-c:v",
                "copy",
                "-c:a",
                "aac");
    }

    @Test
    void forgivesWhatAnotherEncodingChanges() {
        assertThat(VERIFIER.verify(Objects.requireNonNull(plan), soundMade("anull")))
                .isInstanceOf(Proven.class);
    }

    @Test
    void seesThatTheSoundIsMissing() {
        assertDisproven(copied("-an"), "no sound");
    }

    @Test
    void seesAnExtraStream() {
        assertDisproven(
                fastStart(List.of("-i", good.toString(), "-map", "0", "-map", "0:a", "-c", "copy")), "2 audio streams");
    }

    @Test
    void seesAnotherTimeBase() {
        assertDisproven(
                made(List.of(
                        "-i",
                        good.toString(),
                        "-c",
                        "copy",
                        "-video_track_timescale",
                        "90000",
                        "-movflags",
                        "+faststart")),
                "time base is 1/90000, not 1/15360");
    }

    @Test
    void seesAnotherSampleEntry() {
        assertDisproven(copied("-tag:v", "avc3"), "sample entry is avc3, not avc1");
    }

    @Test
    void seesThatThePicturesWereEncodedAgain() {
        assertDisproven(
                fastStart(List.of(
                        "-i", good.toString(), "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-c:a", "copy")),
                "is not the clip's");
    }

    @Test
    void seesAGapInTheSound() {
        assertDisproven(copied("-bsf:a", "setts=ts='if(gte(N,70),TS+4800,TS)'"), "sound");
    }

    @Test
    void seesThatAPacketOfTheSoundIsMissing() {
        assertDisproven(copied("-bsf:a", "noise=drop='eq(n,70)'"), "sound has a gap");
    }

    @Test
    void seesPicturesThatAreShownAtAnotherTime() {
        assertDisproven(copied("-bsf:v", "setts=ts='if(gte(N,45),TS+256,TS)'"), "the plan says");
    }

    @Test
    void seesThatTheOutputOfOneClipHasOtherSound() throws IOException {
        Joined one = joined("one", clip(1).variant(1));
        for (List<String> damage : List.of(
                List.of("-c:v", "copy", "-c:a", "aac"),
                List.of("-c", "copy", "-bsf:a", "noise=drop='eq(n,20)'"),
                List.of("-c", "copy", "-bsf:a", "noise=drop='eq(n,46)'"),
                List.of("-c", "copy", "-bsf:a", "setts=ts='TS*1.1'"),
                List.of("-c", "copy", "-bsf:a", "setts=ts='TS*1.1':duration='DURATION*1.1'"),
                List.of("-c", "copy", "-bsf:a", "setts=ts='if(gte(N,40),TS+48000,TS)'"),
                List.of("-c", "copy", "-bsf:a", "setts=ts='if(gte(N,20),TS+4800,TS)'"))) {
            List<String> arguments = new ArrayList<>(List.of("-i", one.output().toString()));
            arguments.addAll(damage);

            assertThat(VERIFIER.verify(one.plan(), fastStart(arguments)))
                    .as("%s", damage)
                    .isInstanceOf(Disproven.class);
        }
    }

    @Test
    void seesThatTheMarksOfKeyFramesAreLost() {
        assertDisproven(
                Damage.hidingBox(good, "stss", 0, own.resolve("no-stss.mp4")),
                "frame 1 of video 1 is no key frame, but the index says so");
    }

    @Test
    void seesThatAMarkOfAKeyFrameIsFalse() {
        // Version and flags, the number of entries, then the second key frame's number.
        assertDisproven(
                Damage.inBox(good, "stss", 0, 12, new byte[] {0, 0, 0, 17}, own.resolve("stss.mp4")),
                "frame 15 of video 1 is a key frame that the index does not name");
    }

    @Test
    void seesADisabledTrack() {
        assertDisproven(
                Damage.inBox(good, "tkhd", 0, 3, new byte[] {2}, own.resolve("tkhd.mp4")), "video track is disabled");
        assertDisproven(
                Damage.inBox(good, "tkhd", 1, 3, new byte[] {2}, own.resolve("tkhd.mp4")), "sound track is disabled");
    }

    @Test
    void seesASoundTrackWithoutVolume() {
        assertDisproven(
                Damage.inBox(good, "tkhd", 1, 36, new byte[] {0, 0}, own.resolve("volume.mp4")),
                "sound track has the volume 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1_000, -50, 50, 1_000, 1_000_000})
    void seesADurationOfTheMovieOrATrackThatIsNotThatOfItsPackets(int milliseconds) {
        int timescale = Damage.numberInBox(good, "mvhd", 0, 12);
        byte[] wrong = ByteBuffer.allocate(4)
                .putInt((int) ((3_000L + milliseconds) * timescale / 1_000))
                .array();

        assertDisproven(
                Damage.inBox(good, "mvhd", 0, 16, wrong, own.resolve("mvhd.mp4")),
                "index says that the movie lasts %.3f s".formatted((3_000 + milliseconds) / 1_000.0));
        assertDisproven(
                Damage.inBox(good, "tkhd", 0, 20, wrong, own.resolve("tkhd.mp4")), "says that the video track lasts");
        assertDisproven(
                Damage.inBox(good, "tkhd", 1, 20, wrong, own.resolve("tkhd.mp4")), "says that the sound track lasts");
    }

    @Test
    void tellsTheSoundOfOneClipFromThatOfAnotherConfiguration() throws IOException {
        Joined one = joined("configured", clip(1).variant(1));
        Path other = Damage.inBox(
                one.output(),
                "esds",
                0,
                // The AudioSpecificConfig: AAC-LC at 48 kHz with two channels, then at 24 kHz with one.
                Damage.placeInBox(one.output(), "esds", 0, new byte[] {0x05, (byte) 0x80, (byte) 0x80, (byte) 0x80})
                        + 5,
                new byte[] {0x13, 0x08},
                own.resolve("configured.mp4"));

        assertThat(VERIFIER.verify(one.plan(), other))
                .asInstanceOf(type(Disproven.class))
                .satisfies(disproven -> assertThat(disproven.defects())
                        .anyMatch(defect -> defect.contains("the clip's aac LC, 48000 Hz, 2 channels")));
    }

    @Test
    void saysThatTheProofWasNotDoneInTime() {
        OutputVerifier hurried = TestEngine.verifier(new VerifySettings(Duration.ofMillis(1), Decode.JOINS));
        CompilePlan wanted = Objects.requireNonNull(plan);

        assertThatThrownBy(() -> hurried.verify(wanted, good))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_TIMEOUT))
                .satisfies(refusal -> assertThat(refusal.code().retryable()).isFalse())
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains("VERIFY_DEADLINE"));
    }

    private static Joined joined(String name, TestClip... clips) throws IOException {
        return joinedFiles(name, Arrays.stream(clips).map(TestClip::file).toList());
    }

    private static Joined joinedFiles(String name, List<Path> files) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(name.replace(' ', '-')));
        List<ClipFile> clips = TestEngine.clipsIn(directory, files);
        CompilePlan made = TestEngine.joiner()
                .plan(clips.size() == 1 ? JoinRequest.of(clips) : TestEngine.exact(clips))
                .plan();
        return new Joined(made, TestEngine.muxer().join(made, directory, share -> {}));
    }

    private Path copied(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-i", good.toString(), "-c", "copy"));
        all.addAll(List.of(arguments));
        return fastStart(all);
    }

    private Path soundMade(String filter) {
        return fastStart(List.of("-i", good.toString(), "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-af", filter));
    }

    private Path fastStart(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-video_track_timescale", "15360", "-movflags", "+faststart"));
        return made(all);
    }

    private Path made(List<String> arguments) {
        Path output = own.resolve("damaged.mp4");
        List<String> all = new ArrayList<>(arguments);
        all.add(output.toString());
        TestMedia.ffmpeg(all);
        return output;
    }

    private static void assertDisproven(Path output, String reason) {
        assertThat(VERIFIER.verify(Objects.requireNonNull(plan), output))
                .asInstanceOf(type(Disproven.class))
                .satisfies(disproven -> assertThat(disproven.defects()).anyMatch(defect -> defect.contains(reason)));
    }

    private static List<Path> files(Path output) throws IOException {
        try (Stream<Path> files = Files.list(Objects.requireNonNull(output.getParent()))) {
            return files.sorted().toList();
        }
    }
}
