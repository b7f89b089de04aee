package dev.videocompilation.worker.probe;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.testmedia.Damage;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaProberTest {
    private static final ClipRef REF = ClipRef.video(12);

    @TempDir
    Path folder = Path.of("");

    @Test
    void tellsWhatAClipIs() {
        ProbedClip probed = probe(clip(1).file());

        assertThat(probed.streamKinds()).containsExactly("video", "audio");
        assertThat(probed.start()).isEqualTo(Rational.ZERO);
        VideoStream video = probed.video();
        assertThat(video.codec()).isEqualTo("h264");
        assertThat(video.sampleEntry()).isEqualTo("avc1");
        assertThat(video.width()).isEqualTo(160);
        assertThat(video.height()).isEqualTo(90);
        assertThat(video.sampleAspect()).isEqualTo("1:1");
        assertThat(video.pixelFormat()).isEqualTo("yuv420p");
        assertThat(video.displayMatrix()).isEmpty();
        assertThat(video.frameRate()).isEqualTo(Rational.of(30));
        assertThat(video.packets().count()).isEqualTo(30);
        assertThat(video.packets().timeBase()).isEqualTo(new Rational(1, 15_360));
        assertThat(video.packets().duration()).isEqualTo(Rational.of(1));
        assertThat(video.packets().packets()).filteredOn(Packet::key).hasSize(2);
        AudioStream audio = probed.audio().orElseThrow();
        assertThat(audio.codec()).isEqualTo("aac");
        assertThat(audio.profile()).isEqualTo("LC");
        assertThat(audio.sampleRateHz()).isEqualTo(48_000);
        assertThat(audio.channels()).isEqualTo(2);
        assertThat(audio.channelLayout()).isEqualTo("stereo");
    }

    @Test
    void tellsWhatAClipOfAnotherKindIs() {
        ProbedClip probed = probe(clip(1).hevc()
                .size(128, 96)
                .fps("30000/1001")
                .sampleAspect("4/3")
                .pixelFormat("yuv422p10le")
                .colour("bt709")
                .sampleRateHz(44_100)
                .channels(1)
                .timescale(90_000)
                .file());

        assertThat(probed.video().codec()).isEqualTo("hevc");
        assertThat(probed.video().sampleEntry()).isEqualTo("hvc1");
        assertThat(probed.video().sampleAspect()).isEqualTo("4:3");
        assertThat(probed.video().pixelFormat()).isEqualTo("yuv422p10le");
        assertThat(probed.video().colour()).hasToString("tv/bt709/bt709/bt709");
        assertThat(probed.video().frameRate()).isEqualTo(new Rational(30_000, 1_001));
        assertThat(probed.video().packets().timeBase()).isEqualTo(new Rational(1, 90_000));
        assertThat(probed.audio().orElseThrow().sampleRateHz()).isEqualTo(44_100);
        assertThat(probed.audio().orElseThrow().channelLayout()).isEqualTo("mono");
    }

    @Test
    void tellsThatThereIsNoSound() {
        assertThat(probe(clip(1).withoutAudio().file()).audio()).isEmpty();
    }

    @Test
    void tellsARotationByItsMatrix() {
        ProbedClip upright = probe(clip(1).file());
        ProbedClip rotated = probe(clip(1).rotated(90));

        assertThat(rotated.video().displayMatrix()).isNotEmpty();
        assertThat(rotated.video().parameterSetsHash())
                .isEqualTo(upright.video().parameterSetsHash());
    }

    @Test
    void startsAtZeroWhereAnEditListHidesTheReorderingDelay() {
        ProbedClip probed = probe(clip(1).bFrames(2).file());

        assertThat(probed.start()).isEqualTo(Rational.ZERO);
        assertThat(probed.video().packets().startTicks()).isZero();
        assertThat(probed.video().packets().packets()).anyMatch(packet -> packet.pts() > packet.dts());
    }

    @Test
    void seesFramesThatAnEditListHides() {
        assertThat(probe(clip(2).gop(30).cutInsideGroup(0.5)).video().packets().hasDiscardedPackets())
                .isTrue();
    }

    @Test
    void readsAFragmentedClip() {
        ProbedClip probed = probe(clip(2).fragmented().file());

        assertThat(probed.video().packets().count()).isEqualTo(60);
        assertThat(probed.video().packets().duration().toDouble()).isCloseTo(2, within(0.04));
    }

    @Test
    void givesEqualHashesToEqualPacketsOnly() {
        List<PacketHash> once = hashes(probe(clip(1).file()));
        List<PacketHash> again = hashes(probe(TestMedia.derived(clip(1).file(), "remuxed.mp4", "-c", "copy")));

        assertThat(again).isEqualTo(once);
        assertThat(hashes(probe(clip(1).variant(1).file()))).doesNotContainAnyElementsOf(once);
    }

    @Test
    void refusesAnEmptyClip() throws IOException {
        assertRefused(file(new byte[0]), ErrorCode.CLIP_EMPTY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 90, 99})
    void refusesAClipCutShortAfterPercent(int percent) throws IOException {
        byte[] whole = Files.readAllBytes(clip(1).file());
        byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);

        assertThatThrownBy(() -> probe(file(cut)))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(
                        refusal -> assertThat(refusal.code()).isIn(ErrorCode.CLIP_TRUNCATED, ErrorCode.CLIP_UNREADABLE))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(REF));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 95, 99})
    void refusesAFastStartClipCutShortInItsMediaAfterPercent(int percent) throws IOException {
        byte[] whole = Files.readAllBytes(
                TestMedia.derived(clip(1).file(), "faststart.mp4", "-c", "copy", "-movflags", "+faststart"));

        assertRefused(file(Arrays.copyOf(whole, whole.length * percent / 100)), ErrorCode.CLIP_TRUNCATED);
    }

    @Test
    void refusesAFragmentedClipCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(clip(2).fragmented().file());

        assertRefused(file(Arrays.copyOf(whole, whole.length * 3 / 4)), ErrorCode.CLIP_TRUNCATED);
    }

    @Test
    void refusesMediaWhoseIndexIsMissing() throws IOException {
        byte[] whole = Files.readAllBytes(clip(1).file());
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        byte[] hidden = text.replace("moov", "free").getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(file(hidden), ErrorCode.CLIP_UNREADABLE);
    }

    /** A subtitle stream of this kind makes ffmpeg's AVI demuxer open whatever its text looks like: a playlist, say. */
    @Test
    void refusesAnAviWhoseSubtitlesAreAPlaylistUnderAVideosName() throws IOException {
        String playlist = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n";
        String avi = "RIFF\u0000\u0010\u0000\u0000AVI LIST\u0000\u0001\u0000\u0000hdrlstrhtxts"
                + "GAB2\u0000\u0002\u0000" + playlist;

        assertRefused(file(avi.repeat(20).getBytes(StandardCharsets.ISO_8859_1)), ErrorCode.CLIP_TRUNCATED);
    }

    @Test
    void refusesAClipWhoseFramesLastForEver() throws IOException {
        byte[] ticks = ByteBuffer.allocate(4).putInt(100_000_000).array();
        Path slow = Damage.inBox(clip(1).file(), "stts", 0, 12, ticks, folder.resolve("slow.mp4"));
        // An edit list would cut it to its right length.
        String text = new String(Files.readAllBytes(slow), StandardCharsets.ISO_8859_1);

        assertRefused(
                file(text.replace("edts", "free").getBytes(StandardCharsets.ISO_8859_1)), ErrorCode.CLIP_TOO_LARGE);
    }

    @Test
    void refusesTextUnderAVideosName() throws IOException {
        assertRefused(file("hello, world\n".repeat(100).getBytes(StandardCharsets.UTF_8)), ErrorCode.CLIP_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n",
                "ffconcat version 1.0\nfile /etc/passwd\n",
                "<?xml version=\"1.0\"?><MPD/>",
                "v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n"
            })
    void refusesAPlaylistUnderAVideosName(String text) throws IOException {
        assertThatThrownBy(() -> probe(file(text.getBytes(StandardCharsets.UTF_8))))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CLIP_UNREADABLE))
                .hasFieldOrPropertyWithValue("message", "video 12 is a playlist");
    }

    @Test
    void refusesSoundAndImagesUnderAVideosName() {
        Path mp3 = TestMedia.derived(clip(1).file(), "sound.mp3", "-vn", "-c:a", "libmp3lame");
        Path image = TestMedia.derived(clip(1).file(), "image.png", "-frames:v", "1");
        Path stream = TestMedia.derived(clip(1).file(), "copied.ts", "-c", "copy", "-f", "mpegts");
        Path soundOnly = TestMedia.derived(clip(1).file(), "sound-only.mp4", "-vn", "-c", "copy");

        assertRefused(mp3, ErrorCode.CLIP_UNREADABLE);
        assertRefused(image, ErrorCode.CLIP_UNREADABLE);
        assertRefused(stream, ErrorCode.CLIP_UNSUPPORTED);
        assertRefused(soundOnly, ErrorCode.CLIP_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkv", "avi"})
    void readsOtherContainersAndNoticesWhatIsCutShort(String name) throws IOException {
        Path whole = TestMedia.derived(clip(2).file(), "copied." + name, "-c:v", "copy", "-c:a", "libmp3lame");
        byte[] bytes = Files.readAllBytes(whole);

        assertThat(probe(whole).shownDuration().toDouble()).isCloseTo(2, within(0.07));
        for (int percent : List.of(1, 20, 50, 80, 95)) {
            Path cut = file(Arrays.copyOf(bytes, bytes.length * percent / 100));
            assertThatThrownBy(() -> probe(cut))
                    .as("%d %%", percent)
                    .asInstanceOf(type(RejectedException.class))
                    .extracting(RejectedException::code)
                    .isIn(ErrorCode.CLIP_TRUNCATED, ErrorCode.CLIP_UNREADABLE);
        }
    }

    @Test
    void refusesASecondSound() {
        Path two = TestMedia.derived(
                clip(1).file(), "two-sounds.mp4", "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy");

        assertRefused(two, ErrorCode.CLIP_UNSUPPORTED);
    }

    @Test
    void refusesWhatIsLargerOrLongerThanAllowed() {
        Path file = clip(2).file();
        MediaProber few =
                TestEngine.prober(new ProbeSettings(Duration.ofMinutes(1), 160 * 90 - 1, Duration.ofHours(1), 1_000));
        MediaProber brief =
                TestEngine.prober(new ProbeSettings(Duration.ofMinutes(1), 160 * 90, Duration.ofSeconds(1), 1_000));
        MediaProber enough =
                TestEngine.prober(new ProbeSettings(Duration.ofMinutes(1), 160 * 90, Duration.ofSeconds(2), 1_000));

        assertRefused(few, file, ErrorCode.CLIP_TOO_LARGE);
        assertRefused(brief, file, ErrorCode.CLIP_TOO_LARGE);
        assertThat(enough.probe(REF, file).video().packets().count()).isEqualTo(60);
    }

    @Test
    void refusesMorePacketsThanAllowedByWhatTheIndexCounts() throws IOException {
        // 5,000,000 samples of one byte in one chunk, as a sample table of 20 bytes can claim.
        byte[] claim =
                ByteBuffer.allocate(12).putInt(0).putInt(1).putInt(5_000_000).array();
        Path file = Damage.inBox(clip(1).file(), "stsz", 1, 0, claim, folder.resolve("bomb.mp4"));
        long begin = System.nanoTime();

        assertRefused(file, ErrorCode.CLIP_TOO_LARGE);
        assertThatThrownBy(() -> probe(file)).hasMessageContaining("2000000 packets allowed by CLIP_MAX_PACKETS");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void refusesMorePacketsThanAllowedWhileCountingThem() {
        // The index of a fragmented file counts none.
        Path file = clip(2).fragmented().file();
        int packets = probe(file).video().packets().count()
                + probe(file).audio().orElseThrow().packets().count();

        assertThat(TestEngine.prober(mostPackets(packets)).probe(REF, file)).isNotNull();
        assertRefused(TestEngine.prober(mostPackets(packets - 1)), file, ErrorCode.CLIP_TOO_LARGE);
    }

    @Test
    void acceptsAClipWhoseEditListTrimsTheEndOfItsSound() throws IOException {
        // The edit's duration in the movie's ticks: half a second of sound.
        Path whole = clip(1).file();
        Path trimmed =
                Damage.inBox(whole, "elst", 1, 8, new byte[] {0, 0, 1, (byte) 0xF4}, folder.resolve("trimmed.mp4"));
        ProbedClip probed = probe(trimmed);

        assertThat(probed.audio().orElseThrow().packets().count()).isBetween(23, 26);
        assertThat(probed.audio().orElseThrow().declaredFrames())
                .isEqualTo(probe(whole).audio().orElseThrow().packets().count());
    }

    @Test
    void refusesAClipCutShortBehindTheEndOfItsEditList() throws IOException {
        byte[] whole = Files.readAllBytes(
                TestMedia.derived(clip(1).file(), "faststart.mp4", "-c", "copy", "-movflags", "+faststart"));
        Path cut = file(Arrays.copyOf(whole, whole.length - 200));
        Path trimmed = Damage.inBox(cut, "elst", 1, 8, new byte[] {0, 0, 1, (byte) 0xF4}, folder.resolve("cut.mp4"));

        assertRefused(trimmed, ErrorCode.CLIP_TRUNCATED);
    }

    private static ProbeSettings mostPackets(long packets) {
        return new ProbeSettings(Duration.ofMinutes(1), 160 * 90, Duration.ofHours(1), packets);
    }

    @Test
    void acceptsAClipWhoseEditListEndsBeforeItsMedia() {
        // A trimmer of a phone hides the end so.
        Path trimmed = TestMedia.derived(clip(2).bFrames(2).file(), "trimmed.mp4", "-c", "copy", "-t", "1.05");

        assertThat(probe(trimmed).video().packets().count()).isPositive();
    }

    private static ProbedClip probe(Path file) {
        return TestEngine.prober().probe(REF, file);
    }

    private static void assertRefused(Path file, ErrorCode code) {
        assertRefused(TestEngine.prober(), file, code);
    }

    private static void assertRefused(MediaProber prober, Path file, ErrorCode code) {
        assertThatThrownBy(() -> prober.probe(REF, file))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal ->
                        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code))
                .satisfies(refusal -> assertThat(refusal.clip()).contains(REF))
                .satisfies(refusal -> assertThat(refusal.getMessage()).startsWith("video 12 "));
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("clip.mp4"), bytes);
    }

    private static List<PacketHash> hashes(ProbedClip clip) {
        return clip.video().packets().packets().stream().map(Packet::hash).toList();
    }
}
