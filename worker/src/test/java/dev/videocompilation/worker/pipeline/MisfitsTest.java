package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static dev.videocompilation.worker.testmedia.TestMedia.flashAndBeep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.PictureTreatment.Copied;
import dev.videocompilation.worker.plan.PictureTreatment.ReEncoded;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.PictureComparison;
import dev.videocompilation.worker.testmedia.SyncMeter;
import dev.videocompilation.worker.testmedia.TestClip;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clips that do not fit among equal ones. Only they are re-encoded; the others are copied, bit for bit. */
class MisfitsTest {
    private static final String FIT =
            "scale=320:180:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic,"
                    + "pad=320:180:trunc((ow-iw)/4)*2:trunc((oh-ih)/4)*2,setsar=1,format=yuv420p";
    private static final double ALIKE = 0.98;

    @TempDir
    Path directory = Path.of("");

    record Misfit(String name, String field, Supplier<Path> file, String reference) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Large enough for an encoder to keep what SSIM looks at. */
    private static TestClip film(double seconds) {
        return clip(seconds).size(320, 180);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                        misfit("HEVC", "video codec", () -> film(1).hevc().file()),
                        misfit(
                                "VP9",
                                "video codec",
                                () -> film(1).codec("libvpx-vp9").file()),
                        misfit(
                                "MPEG-4 part 2",
                                "video codec",
                                () -> film(1).codec("mpeg4").file()),
                        misfit(
                                "WebM",
                                "container",
                                () -> TestMedia.derived(
                                        film(1).file(),
                                        "vp9.webm",
                                        "-c:v",
                                        "libvpx-vp9",
                                        "-crf",
                                        "10",
                                        "-b:v",
                                        "0",
                                        "-c:a",
                                        "libopus")),
                        misfit(
                                "Matroska",
                                "container",
                                () -> TestMedia.derived(film(1).file(), "copied.mkv", "-c", "copy"),
                                "fps=30:start_time=0," + FIT),
                        misfit(
                                "AVI",
                                "container",
                                () -> TestMedia.derived(
                                        film(1).file(), "copied.avi", "-c:v", "copy", "-c:a", "libmp3lame"),
                                "fps=30:start_time=0," + FIT),
                        misfit(
                                "larger",
                                "picture size",
                                () -> film(1).size(640, 360).file()),
                        misfit(
                                "smaller",
                                "picture size",
                                () -> film(1).size(160, 92).file()),
                        misfit(
                                "4:3",
                                "picture size",
                                () -> film(1).size(256, 192).file()),
                        misfit(
                                "tall",
                                "picture size",
                                () -> film(1).size(180, 320).file()),
                        new Misfit(
                                "wide samples",
                                "sample aspect ratio",
                                () -> film(1).sampleAspect("4/3").file(),
                                "scale=320:136:flags=bicubic,pad=320:180:0:22,setsar=1,format=yuv420p"),
                        misfit("25 fps", "frame rate", () -> film(1).fps("25").file(), "fps=30," + FIT),
                        misfit(
                                "29.97 fps",
                                "frame rate",
                                () -> film(1.001).fps("30000/1001").file(),
                                "fps=30," + FIT),
                        misfit("60 fps", "frame rate", () -> film(1).fps("60").file(), "fps=30," + FIT),
                        misfit(
                                "4:2:2",
                                "pixel format",
                                () -> film(1).pixelFormat("yuv422p").file()),
                        misfit(
                                "4:4:4",
                                "pixel format",
                                () -> film(1).pixelFormat("yuv444p").file()),
                        misfit(
                                "full range",
                                "pixel format",
                                () -> film(1).pixelFormat("yuvj420p").file(),
                                "scale=in_range=pc:out_range=tv," + FIT),
                        misfit(
                                "B-frames",
                                "video profile",
                                () -> film(1).bFrames(3).file()),
                        misfit("turned right", "display matrix", () -> film(1).rotated(-90)),
                        misfit("turned left", "display matrix", () -> film(1).rotated(90)),
                        misfit("upside down", "display matrix", () -> film(1).rotated(180)),
                        misfit(
                                "interlaced and turned left",
                                "field order",
                                () -> film(1).interlaced().rotated(90),
                                "fps=30," + FIT),
                        misfit(
                                "cut inside a group",
                                "edit list",
                                () -> film(2).gop(30).cutInsideGroup(0.5)),
                        misfit(
                                "varying frame rate",
                                "frame rate",
                                () -> film(1).variableFrameRate().file(),
                                "fps=30," + FIT))
                .map(Arguments::of);
    }

    private static Misfit misfit(String name, String field, Supplier<Path> file) {
        return new Misfit(name, field, file, FIT);
    }

    private static Misfit misfit(String name, String field, Supplier<Path> file, String reference) {
        return new Misfit(name, field, file, reference);
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void reEncodesTheMisfitAndNoOtherWhereverItStands(Misfit misfit) throws IOException {
        Path odd = misfit.file().get();
        Path one = film(2).variant(1).file();
        Path two = film(2).variant(2).file();
        for (List<Path> files : List.of(List.of(odd, one), List.of(one, odd, two, odd))) {
            Path folder = Files.createTempDirectory(directory, "join-");

            JoinedVideo joined = TestEngine.joiner()
                    .join(JoinRequest.of(TestEngine.clipsIn(folder, files)), folder, new JoinObserver() {});

            Path output = joined.video().file();
            List<String> found = TestMedia.pictureHashes(output);
            assertThat(found).hasSize(joined.plan().frames());
            int frame = 0;
            for (int i = 0; i < files.size(); i++) {
                PlannedClip clip = joined.plan().clips().get(i);
                if (files.get(i).equals(odd)) {
                    assertThat(clip.treatment())
                            .isInstanceOfSatisfying(
                                    ReEncoded.class,
                                    encoded -> assertThat(
                                                    encoded.reasons().get(0).field())
                                            .isEqualTo(misfit.field()));
                    assertThat(clip.duration()
                                    .minus(clip.clip().shownDuration())
                                    .abs())
                            .isLessThanOrEqualTo(new Rational(1, 30));
                    assertThat(PictureComparison.ssim(output, frame, clip.frames(), odd, misfit.reference()))
                            .hasSizeGreaterThanOrEqualTo(clip.frames() - 2)
                            .allSatisfy(alike -> assertThat(alike).isGreaterThan(ALIKE));
                } else {
                    assertThat(clip.treatment()).isEqualTo(new Copied());
                    assertThat(found.subList(frame, frame + clip.frames()))
                            .isEqualTo(TestMedia.pictureHashes(files.get(i)));
                }
                frame += clip.frames();
            }
        }
    }

    static Stream<Arguments> copied() {
        return Stream.of(
                Arguments.of("another time base", (Supplier<Path>)
                        () -> film(1).timescale(90_000).file()),
                Arguments.of("fragmented", (Supplier<Path>)
                        () -> film(1).fragmented().file()),
                Arguments.of("44.1 kHz", (Supplier<Path>)
                        () -> film(1).sampleRateHz(44_100).file()),
                Arguments.of("one channel", (Supplier<Path>)
                        () -> film(1).channels(1).file()),
                Arguments.of("six channels", (Supplier<Path>)
                        () -> film(1).channels(6).file()),
                Arguments.of("MP3", (Supplier<Path>)
                        () -> film(1).audioCodec("libmp3lame").file()),
                Arguments.of("no sound", (Supplier<Path>)
                        () -> film(1).withoutAudio().file()));
    }

    @ParameterizedTest
    @MethodSource("copied")
    void copiesThePicturesOfAClipOfOtherSoundOrTimes(String name, Supplier<Path> odd) throws IOException {
        Path one = film(2).variant(1).file();
        for (List<Path> files : List.of(List.of(odd.get(), one), List.of(one, odd.get(), one))) {
            Path folder = Files.createTempDirectory(directory, "join-");

            JoinedVideo joined = TestEngine.joiner()
                    .join(JoinRequest.of(TestEngine.clipsIn(folder, files)), folder, new JoinObserver() {});

            List<String> expected = new ArrayList<>();
            files.forEach(file -> expected.addAll(TestMedia.pictureHashes(file)));
            assertThat(joined.plan().reEncoded()).as(name).isEqualTo(Rational.ZERO);
            assertThat(TestMedia.pictureHashes(joined.video().file())).isEqualTo(expected);
        }
    }

    @Test
    void keepsSoundAtItsPictureAcrossMisfits() {
        List<Path> files = List.of(
                flashAndBeep(0).file(),
                flashAndBeep(1).fps("25").file(),
                flashAndBeep(2).sampleRateHz(44_100).file(),
                flashAndBeep(3).file(),
                flashAndBeep(4).size(128, 96).channels(1).file(),
                flashAndBeep(5).hevc().audioSeconds(5).file(),
                flashAndBeep(6).timescale(90_000).file(),
                flashAndBeep(7).file());

        JoinedVideo joined = TestEngine.joiner()
                .join(JoinRequest.of(TestEngine.clipsIn(directory, files)), directory, new JoinObserver() {});

        assertThat(joined.plan().clips())
                .filteredOn(clip -> clip.treatment() instanceof ReEncoded)
                .hasSize(3);
        SyncMeter.Offsets offsets = SyncMeter.measure(joined.video().file());
        for (List<Double> each : List.of(offsets.byTimestampsMs(), offsets.bySampleCountMs())) {
            assertThat(each).hasSize(2 * files.size());
            for (int i = 0; i < each.size(); i++) {
                // At 25 fps the second flash comes 20 ms after its beep in the clip itself, and up to a frame later at
                // 30 fps.
                assertThat(each.get(i)).as("flash %d", i).isCloseTo(0, within(i == 3 ? 34.0 : 20.0));
            }
        }
    }

    @Test
    void reEncodesAClipWhoseSamplesHoldParameterSetsThatTheSampleEntryDoesNot() throws IOException {
        // Joined by ffmpeg, so that the second half's sets lie in band, under the ids of the first half's.
        Path fine = encoded("fine", "20");
        Path coarse = encoded("coarse", "24");
        Path list = Files.writeString(directory.resolve("list.txt"), "file '%s'%nfile '%s'%n".formatted(fine, coarse));
        Path both = directory.resolve("both.mp4");
        TestMedia.ffmpeg(List.of("-f", "concat", "-safe", "0", "-i", list.toString(), "-c", "copy", both.toString()));

        JoinedVideo joined = join(both, fine);

        assertThat(joined.plan().clips().get(0).treatment())
                .isInstanceOfSatisfying(
                        ReEncoded.class,
                        encoded -> assertThat(encoded.reasons().get(0).toString())
                                .startsWith("parameter sets: others in the samples"));
        List<String> found = TestMedia.pictureHashes(joined.video().file());
        assertThat(found.subList(60, 90)).isEqualTo(TestMedia.pictureHashes(fine));
    }

    private static Path encoded(String name, String crf) {
        return TestMedia.derived(
                film(1).file(), name + "-cavlc.mp4", "-c:v", "libx264", "-profile:v", "baseline", "-crf", crf, "-an");
    }

    @Test
    void putsClipsOfUnlikeChromaSitingIntoOneTrack() throws IOException {
        Path centre = TestMedia.derived(film(1).file(), "centre.mov", "-c:v", "mjpeg", "-an", "-pix_fmt", "yuvj420p");
        Path left = film(1).codec("mpeg4").withoutAudio().file();

        assertThat(TestMedia.pictureHashes(join(centre, left).video().file())).hasSize(60);
    }

    @Test
    void joinsOddSampleAspectsAndVaryingRatesWithReorderedFrames() throws IOException {
        Path odd = TestMedia.derived(
                film(1).withoutAudio().file(),
                "odd-sar.mp4",
                "-vf",
                "setsar=sar=3415/3416:max=65535",
                "-c:v",
                "libx264");
        Path varying = film(2).variableFrameRate().bFrames(3).file();

        assertThat(TestMedia.pictureHashes(
                        join(odd, film(1).size(160, 120).file()).video().file()))
                .hasSize(60);
        assertThat(join(varying).plan().reEncoded()).isEqualTo(Rational.ZERO);
    }

    @Test
    void takesTheFilmAndNotItsCover() throws IOException {
        Path cover = directory.resolve("cover.png");
        TestMedia.ffmpeg(List.of("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", cover.toString()));
        Path film = directory.resolve("film.mp4");
        TestMedia.ffmpeg(List.of(
                "-i",
                cover.toString(),
                "-i",
                film(1).size(160, 120).file().toString(),
                "-map",
                "0:v",
                "-map",
                "1",
                "-c",
                "copy",
                "-disposition:v:0",
                "attached_pic",
                film.toString()));

        JoinedVideo joined = join(film, film(2).file());

        assertThat(joined.plan().clips().get(0).frames()).isEqualTo(30);
        assertThat(PictureComparison.ssim(
                        joined.video().file(), 0, 30, film(1).size(160, 120).file(), FIT))
                .allSatisfy(alike -> assertThat(alike).isGreaterThan(ALIKE));
    }

    @Test
    void namesTheMisfitWhosePicturesDoNotDecode() throws IOException {
        Path damaged = Damage.ofPackets(film(2).size(160, 120).file(), "v", 20, 40, directory.resolve("damaged.mp4"));

        assertThatThrownBy(() -> join(film(2).file(), damaged, film(2).file()))
                .isInstanceOfSatisfying(RejectedException.class, refusal -> {
                    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.CLIP_UNREADABLE);
                    assertThat(refusal.clip()).contains(ClipRef.video(2));
                    assertThat(refusal).hasMessageStartingWith("video 2 has a picture that does not decode: ");
                });
    }

    private JoinedVideo join(Path... files) throws IOException {
        Path folder = Files.createTempDirectory(directory, "join-");
        return TestEngine.joiner()
                .join(JoinRequest.of(TestEngine.clipsIn(folder, List.of(files))), folder, new JoinObserver() {});
    }
}
