package dev.videocompilation.worker.plan;

import static dev.videocompilation.worker.testmedia.SyntheticClips.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.plan.Planning.NotCompatible;
import dev.videocompilation.worker.plan.Planning.Planned;
import dev.videocompilation.worker.plan.Planning.Unsupported;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompilePlannerTest {
    private static final Map<String, UnaryOperator<ProbedClip>> CHANGES = changes();

    private final CompilePlanner planner = new CompilePlanner();

    /** For each compared field a change of the clip that no obstacle stops first. */
    private static Map<String, UnaryOperator<ProbedClip>> changes() {
        Map<String, UnaryOperator<ProbedClip>> changes = new LinkedHashMap<>();
        changes.put("streams", SyntheticClips::withoutAudio);
        changes.put(
                "video codec",
                clip -> SyntheticClips.withVideo(
                        SyntheticClips.withVideo(clip, SyntheticClips.video(clip, "codec", "hevc")),
                        SyntheticClips.video(
                                SyntheticClips.withVideo(clip, SyntheticClips.video(clip, "codec", "hevc")),
                                "sampleEntry",
                                "hvc1")));
        changes.put("picture size", video("width", 162));
        changes.put("sample aspect ratio", video("sampleAspect", "4:3"));
        changes.put("frame rate", video("frameRate", new Rational(30_000, 1_001)));
        changes.put(
                "time base",
                clip -> SyntheticClips.clip(
                        clip.ref().videoId().orElseThrow(), new Rational(1, 90_000), 3_000, 30, 48_000));
        changes.put("pixel format", video("pixelFormat", "yuv422p"));
        changes.put("field order", video("fieldOrder", "tt"));
        changes.put("colour", video("colour", new Colour("tv", "bt709", "bt709", "bt470bg")));
        changes.put("display matrix", video("displayMatrix", "0 65536 0 -65536 0 0 0 0 1073741824"));
        changes.put("video profile", video("profile", "Main"));
        changes.put("decoding delay", CompilePlannerTest::decodedLater);
        changes.put("parameter sets", video("parameterSetsHash", "hash-2"));
        changes.put("audio profile", audio("profile", "HE-AAC"));
        changes.put("audio sample rate", audio("sampleRateHz", 44_100));
        changes.put("audio channels", audio("channels", 1));
        changes.put("audio channel layout", audio("channelLayout", "dual mono"));
        return changes;
    }

    /** The clip with B-frames that ask for two frames more between decoding and presentation. */
    private static ProbedClip decodedLater(ProbedClip clip) {
        return SyntheticClips.withPackets(
                clip,
                clip.video().packets().packets().stream()
                        .map(packet -> new Packet(
                                packet.pts(),
                                packet.dts() - 2 * packet.duration(),
                                packet.duration(),
                                packet.sizeBytes(),
                                packet.key(),
                                packet.discarded(),
                                packet.hash()))
                        .toList());
    }

    static Stream<Arguments> eachChange() {
        return CHANGES.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @Test
    void everyComparedFieldIsTried() {
        // An entry or codec other than the one of avc1, hvc1 and AAC is an obstacle before it is a difference.
        assertThat(ComparedField.ALL.stream().map(ComparedField::name))
                .containsAll(CHANGES.keySet())
                .filteredOn(name -> !CHANGES.containsKey(name))
                .containsExactlyInAnyOrder("sample entry", "audio codec");
    }

    @ParameterizedTest
    @MethodSource("eachChange")
    void refusesAClipThatDiffersInOneFieldNamingClipFieldAndBothValues(String field, UnaryOperator<ProbedClip> change) {
        ProbedClip odd = change.apply(clip(3));
        ComparedField compared = ComparedField.ALL.stream()
                .filter(candidate -> candidate.name().equals(field))
                .findFirst()
                .orElseThrow();
        String value = compared.of(odd);
        String reference = compared.of(clip(1));

        Planning planning = planner.plan(List.of(clip(1), clip(2), odd));

        assertThat(planning).asInstanceOf(type(NotCompatible.class)).satisfies(refused -> {
            assertThat(refused.mismatches())
                    .contains(new Mismatch(ClipRef.video(3), field, value, ClipRef.video(1), reference));
            assertThat(refused.mismatches().get(0).field()).isEqualTo(field);
            assertThat(refused.sentence())
                    .startsWith("video 3 differs from video 1 in " + field + ": ")
                    .contains(value.isEmpty() ? "none" : value)
                    .contains(", not " + (reference.isEmpty() ? "none" : reference));
        });
    }

    @Test
    void neverPlansClipsOfWhichOneIsChangedInAnyFieldAtAnyPlace() {
        Random random = new Random(11);
        List<UnaryOperator<ProbedClip>> all = List.copyOf(CHANGES.values());
        for (int round = 0; round < 2_000; round++) {
            List<ProbedClip> clips = equalClips(2 + random.nextInt(6));
            int place = random.nextInt(clips.size());
            clips.set(place, all.get(random.nextInt(all.size())).apply(clips.get(place)));

            assertThat(planner.plan(clips)).isNotInstanceOf(Planned.class);
        }
    }

    @Test
    void looksPastBitRatesAndLengths() {
        ProbedClip other = SyntheticClips.withAudio(clip(2), SyntheticClips.audio(clip(2), "bitrateKbps", 96));
        ProbedClip longer = clip(3, new Rational(1, 15_360), 512, 77, 48_000);

        assertThat(planner.plan(List.of(clip(1), other, longer))).isInstanceOf(Planned.class);
    }

    static Stream<Arguments> obstacles() {
        ProbedClip good = clip(2);
        List<Packet> packets = good.video().packets().packets();
        Packet first = packets.get(0);
        return Stream.of(
                Arguments.of("vp9 video", SyntheticClips.withVideo(good, SyntheticClips.video(good, "codec", "vp9"))),
                Arguments.of(
                        "sample entry avc3",
                        SyntheticClips.withVideo(good, SyntheticClips.video(good, "sampleEntry", "avc3"))),
                Arguments.of(
                        "sample entry hev1",
                        SyntheticClips.withVideo(
                                good,
                                SyntheticClips.video(
                                        SyntheticClips.withVideo(good, SyntheticClips.video(good, "codec", "hevc")),
                                        "sampleEntry",
                                        "hev1"))),
                Arguments.of(
                        "no parameter sets",
                        SyntheticClips.withVideo(good, SyntheticClips.video(good, "parameterSetsHash", "unknown"))),
                Arguments.of("mp3 sound", SyntheticClips.withAudio(good, SyntheticClips.audio(good, "codec", "mp3"))),
                Arguments.of(
                        "time base 1001/30000",
                        SyntheticClips.withVideo(
                                good,
                                SyntheticClips.video(
                                        good,
                                        "packets",
                                        new PacketTable(
                                                new Rational(1_001, 30_000), SyntheticClips.packets(0, 1, 30))))),
                Arguments.of("edit list that hides", changed(good, 3, packet(packets.get(3), 0, 512, false, true))),
                Arguments.of("begin on a key frame", changed(good, 0, packet(first, 0, 512, false, false))),
                Arguments.of(
                        "before its first key frame",
                        SyntheticClips.withPackets(
                                good,
                                List.of(
                                        packet(first, 1_024, 512, true, false),
                                        packet(first, -1_024, 512, false, false),
                                        packet(first, -512, 512, false, false)))),
                Arguments.of("frame without duration", changed(good, 29, packet(packets.get(29), 0, 0, false, false))),
                Arguments.of(
                        "0.033 s off zero", SyntheticClips.withPackets(good, SyntheticClips.packets(512, 512, 30))),
                Arguments.of(
                        "-0.033 s off zero", SyntheticClips.withPackets(good, SyntheticClips.packets(-512, 512, 30))),
                Arguments.of("0.500 s off zero", SyntheticClips.withStart(good, new Rational(1, 2))));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void namesTheClipThatCannotBeCopiedAndWhy(String why, ProbedClip clip) {
        assertThat(planner.plan(List.of(clip(1), clip)))
                .asInstanceOf(type(Unsupported.class))
                .satisfies(refused -> assertThat(refused.clip()).isEqualTo(ClipRef.video(2)))
                .satisfies(refused ->
                        assertThat(refused.reason()).startsWith("video 2 ").contains(why));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void namesAnObstacleOfAClipThatStandsAlone(String why, ProbedClip clip) {
        if (why.equals("0.033 s off zero")) {
            // Alone it may begin where it likes.
            assertThat(planner.plan(List.of(clip))).isInstanceOf(Planned.class);
            return;
        }
        assertThat(planner.plan(List.of(clip)))
                .asInstanceOf(type(Unsupported.class))
                .satisfies(refused -> assertThat(refused.reason()).contains(why));
    }

    static Stream<Arguments> oddRates() {
        return Stream.of(
                Arguments.of(new Rational(1, 30_000), 1_001L, 44_100),
                Arguments.of(new Rational(1, 90_000), 3_003L, 44_100),
                Arguments.of(new Rational(1, 90_000), 3_754L, 48_000),
                Arguments.of(new Rational(1, 24_000), 1_001L, 22_050),
                Arguments.of(new Rational(1, 600), 20L, 11_025),
                Arguments.of(new Rational(1, 3), 1L, 44_100),
                Arguments.of(new Rational(1, 1_000_000), 33_367L, 96_000));
    }

    @ParameterizedTest
    @MethodSource("oddRates")
    void placesSoundWithinHalfASampleOfThePictureAtEveryJoin(Rational timeBase, long frameTicks, int sampleRateHz) {
        Random random = new Random(sampleRateHz);
        List<ProbedClip> clips = IntStream.rangeClosed(1, 200)
                .mapToObj(id -> clip(id, timeBase, frameTicks, 1 + random.nextInt(300), sampleRateHz))
                .toList();

        CompilePlan plan = planned(clips);

        long next = 0;
        long ticks = 0;
        for (PlannedClip placed : plan.clips()) {
            assertThat(placed.startTicks()).isEqualTo(ticks);
            assertThat(placed.soundStartSamples()).isEqualTo(next);
            Rational error = placed.start()
                    .times(sampleRateHz)
                    .minus(Rational.of(placed.soundStartSamples()))
                    .abs();
            assertThat(error).isLessThanOrEqualTo(new Rational(1, 2));
            next += placed.soundSamples();
            ticks += placed.durationTicks();
        }
        assertThat(plan.soundSamples())
                .isEqualTo(plan.duration().times(sampleRateHz).round());
        assertThat(plan.duration()).isEqualTo(timeBase.times(frameTicks * plan.frames()));
    }

    @Test
    void copiesTheSoundOfAClipThatStandsAloneAndMakesThatOfSeveralExact() {
        assertThat(planned(List.of(clip(1))).sound()).isEqualTo(new SoundPlan.Copied());
        assertThat(planned(equalClips(2)).sound()).isEqualTo(new SoundPlan.Exact(48_000, 2, "stereo", 128));
        assertThat(planned(List.of(SyntheticClips.withoutAudio(clip(1)), SyntheticClips.withoutAudio(clip(2))))
                        .sound())
                .isEqualTo(new SoundPlan.None());
    }

    @Test
    void encodesSoundNoPoorerThanTheBestOfTheClips() {
        ProbedClip rich = SyntheticClips.withAudio(clip(2), SyntheticClips.audio(clip(2), "bitrateKbps", 192));
        ProbedClip poor = SyntheticClips.withAudio(clip(2), SyntheticClips.audio(clip(2), "bitrateKbps", 32));

        assertThat(planned(List.of(clip(1), rich)).sound()).isEqualTo(new SoundPlan.Exact(48_000, 2, "stereo", 192));
        assertThat(planned(List.of(poor, poor)).sound()).isEqualTo(new SoundPlan.Exact(48_000, 2, "stereo", 128));
    }

    private CompilePlan planned(List<ProbedClip> clips) {
        Planning planning = planner.plan(clips);
        assertThat(planning).isInstanceOf(Planned.class);
        return ((Planned) planning).plan();
    }

    private static List<ProbedClip> equalClips(int count) {
        return new ArrayList<>(
                IntStream.rangeClosed(1, count).mapToObj(SyntheticClips::clip).toList());
    }

    private static ProbedClip changed(ProbedClip clip, int index, Packet packet) {
        List<Packet> packets = new ArrayList<>(clip.video().packets().packets());
        packets.set(index, packet);
        return SyntheticClips.withPackets(clip, packets);
    }

    private static Packet packet(Packet like, long shift, long duration, boolean key, boolean discarded) {
        return new Packet(
                like.pts() + shift, like.dts() + shift, duration, like.sizeBytes(), key, discarded, like.hash());
    }

    private static UnaryOperator<ProbedClip> video(String component, Object value) {
        return clip -> SyntheticClips.withVideo(clip, SyntheticClips.video(clip, component, value));
    }

    private static UnaryOperator<ProbedClip> audio(String component, Object value) {
        return clip -> SyntheticClips.withAudio(clip, SyntheticClips.audio(clip, component, value));
    }
}
