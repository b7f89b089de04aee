package dev.videocompilation.worker.plan;

import static dev.videocompilation.worker.testmedia.SyntheticClips.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.plan.PictureTreatment.Copied;
import dev.videocompilation.worker.plan.PictureTreatment.ReEncoded;
import dev.videocompilation.worker.plan.Planning.NotCompatible;
import dev.videocompilation.worker.plan.Planning.Planned;
import dev.videocompilation.worker.plan.Planning.Unsupported;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.probe.SampleEntryFacts;
import dev.videocompilation.worker.probe.VideoStream.Colour;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        changes.put("pixel format", video("pixelFormat", "yuv422p"));
        changes.put("field order", video("fieldOrder", "tt"));
        changes.put("colour", video("colour", new Colour("tv", "bt709", "bt709", "bt470bg")));
        changes.put("display matrix", video("displayMatrix", "0 65536 0 -65536 0 0 0 0 1073741824"));
        changes.put("video profile", video("profile", "Main"));
        changes.put("sample entry boxes", video("entry", new SampleEntryFacts(true, 4, false, "colr00")));
        changes.put("parameter sets", video("parameterSetsHash", "hash-2"));
        return changes;
    }

    static Stream<Arguments> eachChange() {
        return CHANGES.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @Test
    void everyComparedFieldIsTried() {
        // A sample entry other than avc1 and hvc1 is an obstacle before it is a difference.
        assertThat(ComparedField.ALL.stream().map(ComparedField::name))
                .containsAll(CHANGES.keySet())
                .filteredOn(name -> !CHANGES.containsKey(name))
                .containsExactly("sample entry");
    }

    @ParameterizedTest
    @MethodSource("eachChange")
    void reEncodesTheClipThatDiffersInOneFieldAndNamesTheField(String field, UnaryOperator<ProbedClip> change) {
        ProbedClip odd = change.apply(clip(3));
        ComparedField compared = ComparedField.ALL.stream()
                .filter(candidate -> candidate.name().equals(field))
                .findFirst()
                .orElseThrow();
        Reason reason = Reason.difference(compared, compared.of(odd), compared.of(clip(1)));

        CompilePlan plan = planned(List.of(clip(1), clip(2), odd));

        assertThat(plan.clips().get(0).treatment()).isEqualTo(new Copied());
        assertThat(plan.clips().get(1).treatment()).isEqualTo(new Copied());
        assertThat(plan.clips().get(2).treatment())
                .asInstanceOf(type(ReEncoded.class))
                .satisfies(encoded -> assertThat(encoded.reasons()).contains(reason))
                .satisfies(
                        encoded -> assertThat(encoded.reasons().get(0).field()).isEqualTo(field));
        assertThat(plan.reEncoded()).isEqualTo(Rational.of(1));
        assertThat(PlanText.of(plan)).contains("video 3").contains("re-encoded (" + reason);
    }

    @Test
    void neverCopiesTwoClipsThatDifferInAnyFieldWhateverTheirOrder() {
        Random random = new Random(11);
        List<UnaryOperator<ProbedClip>> all = List.copyOf(CHANGES.values());
        for (int round = 0; round < 2_000; round++) {
            List<ProbedClip> clips = equalClips(2 + random.nextInt(6));
            for (int change = random.nextInt(8); change >= 0; change--) {
                int place = random.nextInt(clips.size());
                clips.set(place, all.get(random.nextInt(all.size())).apply(clips.get(place)));
            }

            CompilePlan plan = planned(clips);

            List<ProbedClip> copied = copied(plan);
            for (ProbedClip clip : copied) {
                assertThat(ComparedField.differences(clip, copied.get(0))).isEmpty();
                assertThat(CopyObstacle.of(clip, true)).isEmpty();
            }
            assertThat(plan.frames())
                    .isEqualTo(
                            plan.clips().stream().mapToInt(PlannedClip::frames).sum());
            assertTicksAreWhole(plan);
        }
    }

    @Test
    void copiesAsManySecondsAsCanBe() {
        Random random = new Random(12);
        for (int round = 0; round < 1_000; round++) {
            List<ProbedClip> clips = new ArrayList<>();
            for (int i = 1; i <= 2 + random.nextInt(8); i++) {
                ProbedClip clip = clip(i, new Rational(1, 15_360), 512, 30 * (1 + random.nextInt(20)), 48_000);
                clips.add(random.nextBoolean() ? clip : video("width", 320).apply(clip));
            }
            double narrow = seconds(clips, 160);
            double wide = seconds(clips, 320);

            CompilePlan plan = planned(clips);

            assertThat(plan.target().width())
                    .isEqualTo(narrow == wide ? clips.get(0).video().width() : narrow > wide ? 160 : 320);
            assertThat(plan.reEncoded().toDouble()).isEqualTo(Math.min(narrow, wide));
        }
    }

    private static double seconds(List<ProbedClip> clips, int width) {
        return clips.stream()
                .filter(clip -> clip.video().width() == width)
                .mapToDouble(clip -> clip.video().packets().duration().toDouble())
                .sum();
    }

    @Test
    void asksForRoomForWhatIsMadeAndForNothingElse() {
        ProbedClip odd = video("height", 180).apply(clip(3));

        assertThat(planned(List.of(clip(1), clip(2))).madeBytes()).isZero();
        // 30 frames of 160 x 90, an eighth of a byte for each pixel, in the file that is made and in the output.
        assertThat(planned(List.of(clip(1), clip(2), odd)).madeBytes()).isEqualTo(30 * 160 * 90 / 8 * 2);
    }

    @Test
    void takesNoTargetThatCannotBeEncodedWhereSomethingHasToBe() {
        UnaryOperator<ProbedClip> hevc = Objects.requireNonNull(CHANGES.get("video codec"));

        CompilePlan mixed = planned(List.of(hevc.apply(clip(1)), hevc.apply(clip(2)), clip(3)));
        CompilePlan alike = planned(List.of(hevc.apply(clip(1)), hevc.apply(clip(2))));

        assertThat(mixed.target().codec()).isEqualTo("h264");
        assertThat(copied(mixed)).containsExactly(clip(3));
        assertThat(alike.target().codec()).isEqualTo("hevc");
        assertThat(copied(alike)).hasSize(2);
    }

    @Test
    void copiesClipsOfOtherTimeBasesAndTellsTheirTimesExactly() {
        List<ProbedClip> clips = List.of(
                clip(1),
                clip(2, new Rational(1, 90_000), 3_000, 30, 48_000),
                clip(3, new Rational(1, 600), 20, 30, 48_000));

        CompilePlan plan = planned(clips);

        assertThat(copied(plan)).isEqualTo(clips);
        assertThat(plan.duration()).isEqualTo(Rational.of(3));
        assertTicksAreWhole(plan);
        assertThat(PlanText.of(plan)).contains("copied (time base 1/90000 told in 1/");
    }

    @Test
    void reEncodesAClipWhoseTimesCannotBeToldExactly() {
        ProbedClip odd = clip(3, new Rational(1, 9_999_991), 333_333, 30, 48_000);

        CompilePlan plan = planned(List.of(clip(1), clip(2), odd));

        assertThat(plan.clips().get(2).treatment())
                .asInstanceOf(type(ReEncoded.class))
                .satisfies(
                        encoded -> assertThat(encoded.reasons().get(0).field()).isEqualTo("time base"));
        assertTicksAreWhole(plan);
    }

    private static void assertTicksAreWhole(CompilePlan plan) {
        for (ProbedClip clip : copied(plan)) {
            Rational ticks =
                    clip.video().packets().timeBase().times(plan.timeBase().denominator());
            assertThat(ticks.denominator()).isEqualTo(1);
        }
        Rational frame =
                plan.target().frameRate().inverse().times(plan.timeBase().denominator());
        if (plan.reEncoded().numerator() > 0) {
            assertThat(frame.denominator()).isEqualTo(1);
        }
    }

    private static List<ProbedClip> copied(CompilePlan plan) {
        return plan.clips().stream()
                .filter(clip -> clip.treatment() instanceof Copied)
                .map(PlannedClip::clip)
                .toList();
    }

    @Test
    void copiesPicturesWhateverTheSoundAndSaysWhatBecomesOfIt() {
        CompilePlan plan = planned(List.of(
                clip(1),
                clip(2),
                audio("sampleRateHz", 44_100).apply(clip(3)),
                audio("channelLayout", "mono").apply(audio("channels", 1).apply(clip(4))),
                SyntheticClips.withoutAudio(clip(5)),
                audio("codec", "mp3").apply(clip(6))));

        assertThat(plan.reEncoded()).isEqualTo(Rational.ZERO);
        assertThat(plan.sound()).isEqualTo(new SoundPlan.Exact(48_000, 2, "stereo", 128));
        assertThat(PlanText.of(plan))
                .contains("(audio sample rate: 44100 Hz, not 48000 Hz)")
                .contains("(audio channels: mono, not stereo)")
                .contains("(sound: none, so silence)")
                .contains("(audio codec: mp3, not aac)");
    }

    @Test
    void evensOutHowLongPicturesAreDecodedAhead() {
        assertThat(copied(planned(List.of(clip(1), decodedLater(clip(2)), clip(3)))))
                .hasSize(3);
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
                                packet.hash(),
                                packet.offset()))
                        .toList());
    }

    @Test
    void looksPastBitRatesAndLengths() {
        ProbedClip other = SyntheticClips.withAudio(clip(2), SyntheticClips.audio(clip(2), "bitrateKbps", 96));
        ProbedClip longer = clip(3, new Rational(1, 15_360), 512, 77, 48_000);

        assertThat(copied(planned(List.of(clip(1), other, longer)))).hasSize(3);
    }

    static Stream<Arguments> obstacles() {
        ProbedClip good = clip(2);
        List<Packet> packets = good.video().packets().packets();
        Packet first = packets.get(0);
        return Stream.of(
                Arguments.of(
                        "video codec: vp9", SyntheticClips.withVideo(good, SyntheticClips.video(good, "codec", "vp9"))),
                Arguments.of(
                        "sample entry: avc3, not avc1",
                        SyntheticClips.withVideo(good, SyntheticClips.video(good, "sampleEntry", "avc3"))),
                Arguments.of(
                        "sample entry: hev1, not hvc1",
                        SyntheticClips.withVideo(
                                good,
                                SyntheticClips.video(
                                        SyntheticClips.withVideo(good, SyntheticClips.video(good, "codec", "hevc")),
                                        "sampleEntry",
                                        "hev1"))),
                Arguments.of(
                        "parameter sets: none",
                        SyntheticClips.withVideo(good, SyntheticClips.video(good, "parameterSetsHash", "unknown"))),
                Arguments.of(
                        "sample entry: not one",
                        SyntheticClips.withVideo(
                                good, SyntheticClips.video(good, "entry", new SampleEntryFacts(false, 4, false, "")))),
                Arguments.of(
                        "time base: the unusual 1001/30000",
                        SyntheticClips.withVideo(
                                good,
                                SyntheticClips.video(
                                        good,
                                        "packets",
                                        new PacketTable(
                                                new Rational(1_001, 30_000), SyntheticClips.packets(0, 1, 30))))),
                Arguments.of("edit list: hides frames", changed(good, 3, packet(packets.get(3), 0, 512, false, true))),
                Arguments.of("first frame: is no key frame", changed(good, 0, packet(first, 0, 512, false, false))),
                Arguments.of(
                        "first frame: is shown after others",
                        SyntheticClips.withPackets(
                                good,
                                List.of(
                                        packet(first, 1_024, 512, true, false),
                                        packet(first, -1_024, 512, false, false),
                                        packet(first, -512, 512, false, false)))),
                Arguments.of(
                        "frame rate: a frame without duration",
                        changed(good, 29, packet(packets.get(29), 0, 0, false, false))),
                Arguments.of(
                        "decoding times: not in order",
                        changed(good, 3, packet(packets.get(3), -512, 512, false, false))),
                Arguments.of(
                        "start: 0.033 s off zero",
                        SyntheticClips.withPackets(good, SyntheticClips.packets(512, 512, 30))),
                Arguments.of(
                        "start: -0.033 s off zero",
                        SyntheticClips.withPackets(good, SyntheticClips.packets(-512, 512, 30))),
                Arguments.of("start: 0.500 s off zero", SyntheticClips.withStart(good, new Rational(1, 2))));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void reEncodesAClipThatCannotBeCopiedAndSaysWhy(String why, ProbedClip clip) {
        CompilePlan plan = planned(List.of(clip(1), clip));

        assertThat(copied(plan)).containsExactly(clip(1));
        assertThat(plan.clips().get(1).treatment())
                .asInstanceOf(type(ReEncoded.class))
                .satisfies(encoded ->
                        assertThat(encoded.reasons().get(0).toString()).startsWith(why));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void reEncodesSuchAClipAloneToo(String why, ProbedClip clip) {
        CompilePlan plan = planned(List.of(clip));

        if (why.equals("start: 0.033 s off zero")) {
            // Alone it may begin where it likes.
            assertThat(copied(plan)).containsExactly(clip);
            return;
        }
        assertThat(copied(plan)).isEmpty();
        assertThat(plan.target().copied()).isEmpty();
        assertThat(plan.target().codec()).isEqualTo("h264");
        assertThat(plan.sound()).isInstanceOf(SoundPlan.Exact.class);
    }

    @Test
    void plansAllThatIsShownOfAClipThatBeginsLateAndHidesFrames() {
        List<Packet> packets = new ArrayList<>();
        for (Packet packet : SyntheticClips.packets(15_360 - 15 * 512, 512, 45)) {
            // The first 15 of 45 lie before 1 s, where the first one that is not hidden stands.
            packets.add(packet(packet, 0, 512, packet.key(), packet.pts() < 15_360));
        }
        ProbedClip late = SyntheticClips.withPackets(clip(2), packets);

        assertThat(planned(List.of(clip(1), late)).clips().get(1).duration()).isEqualTo(Rational.of(2));
    }

    @Test
    void refusesByNameWhatCannotBeRead() {
        assertThat(planner.plan(List.of(clip(1), video("codec", "cinepak").apply(clip(2)))))
                .isEqualTo(new Unsupported(ClipRef.video(2), "video 2 is cinepak video, which cannot be read here"));
        assertThat(planner.plan(List.of(clip(1), audio("codec", "wmav2").apply(clip(2)))))
                .isEqualTo(new Unsupported(ClipRef.video(2), "video 2 has wmav2 sound, which cannot be read here"));
    }

    @Test
    void refusesByNameWhatCanNeitherBeCopiedNorBroughtToTheOthersForm() {
        UnaryOperator<ProbedClip> hevc = Objects.requireNonNull(CHANGES.get("video codec"));
        ProbedClip odd = hevc.apply(clip(2, new Rational(1, 9_999_991), 333_333, 30, 48_000));

        assertThat(planner.plan(List.of(hevc.apply(clip(1)), odd)))
                .isEqualTo(new NotCompatible(
                        ClipRef.video(2),
                        "video 2 cannot be joined to the others (time base: 1/9999991 beside 1/15360)"));
    }

    @Test
    void makesAllAnewUprightWithSquarePixelsWhereNothingCanBeCopied() {
        UnaryOperator<ProbedClip> vp9 = video("codec", "vp9");
        ProbedClip turned = video("displayMatrix", "0 65536 0 -65536 0 0 0 0 1073741824")
                .apply(video("height", 1_080).apply(video("width", 1_440).apply(vp9.apply(clip(1)))));
        ProbedClip wide = video("sampleAspect", "4:3").apply(turned);

        assertThat(planned(List.of(turned)).target())
                .satisfies(target -> assertThat(target.width()).isEqualTo(1_080))
                .satisfies(target -> assertThat(target.height()).isEqualTo(1_440));
        assertThat(planned(List.of(wide)).target())
                .satisfies(target -> assertThat(target.width()).isEqualTo(1_080))
                .satisfies(target -> assertThat(target.height()).isEqualTo(1_920))
                .satisfies(target -> assertThat(target.sampleAspect()).isEqualTo("1:1"));
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
    void copiesNoSoundOfWhichAnEditListHidesMoreThanTheBeginning() {
        assertThat(planned(List.of(hiding(clip(1), 0))).sound()).isEqualTo(new SoundPlan.Copied());
        assertThat(planned(List.of(hiding(clip(1), 47))).sound()).isInstanceOf(SoundPlan.Exact.class);
    }

    private static ProbedClip hiding(ProbedClip clip, int index) {
        PacketTable sound = clip.audio().orElseThrow().packets();
        List<Packet> packets = new ArrayList<>(sound.packets());
        packets.set(index, packet(packets.get(index), 0, 1_024, true, true));
        return SyntheticClips.withAudio(
                clip, SyntheticClips.audio(clip, "packets", new PacketTable(sound.timeBase(), packets)));
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
                like.pts() + shift,
                like.dts() + shift,
                duration,
                like.sizeBytes(),
                key,
                discarded,
                like.hash(),
                like.offset());
    }

    private static UnaryOperator<ProbedClip> video(String component, Object value) {
        return clip -> SyntheticClips.withVideo(clip, SyntheticClips.video(clip, component, value));
    }

    private static UnaryOperator<ProbedClip> audio(String component, Object value) {
        return clip -> SyntheticClips.withAudio(clip, SyntheticClips.audio(clip, component, value));
    }
}
