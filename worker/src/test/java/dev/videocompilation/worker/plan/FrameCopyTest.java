package dev.videocompilation.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.plan.FrameCopy.Outcome;
import dev.videocompilation.worker.plan.SoundPlan.CopiedFrames;
import dev.videocompilation.worker.plan.SoundPlan.Kept;
import dev.videocompilation.worker.probe.AacConfiguration;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameCopyTest {
    private static final int FRAME = SoundPlan.FRAME_SAMPLES;

    /** A thousand clips of any length, with sound of any length and priming of one or two frames. */
    @ParameterizedTest
    @CsvSource({"48000, 30, 1", "48000, 30000/1001, 2", "44100, 25, 3", "96000, 24000/1001, 4", "32000, 60, 5"})
    void whatEveryClipIsOffIsMadeGoodByTheNext(int rateHz, String fps, int seed) {
        Random random = new Random(seed);
        String[] parts = fps.split("/", -1);
        Rational picture = new Rational(parts.length == 2 ? Long.parseLong(parts[1]) : 1, Long.parseLong(parts[0]));
        List<ProbedClip> clips = new ArrayList<>();
        List<Rational> places = new ArrayList<>(List.of(Rational.ZERO));
        for (int i = 0; i < 1_000; i++) {
            int pictures = 10 + random.nextInt(200);
            Rational length = picture.times(pictures);
            long frames = length.times(rateHz).over(Rational.of(FRAME)).round();
            clips.add(clip(
                    i + 1,
                    rateHz,
                    1 + random.nextInt(2),
                    Math.max(1, Math.toIntExact(frames) + random.nextInt(9) - 6)));
            places.add(places.get(i).plus(length));
        }

        CopiedFrames sound = laid(clips, places);

        Rational frame = new Rational(FRAME, rateHz);
        long slot = 0;
        for (int i = 0; i < clips.size(); i++) {
            Kept kept = sound.clips().get(i);
            int count = clips.get(i).audio().orElseThrow().packets().count();
            int priming = priming(clips.get(i));
            if (i > 0) {
                slot += kept.lead();
            }
            Rational off = frame.times(slot).minus(places.get(i)).abs();
            assertThat(off).as("join %d", i).isLessThanOrEqualTo(frame.times(new Rational(1, 2)));
            assertThat(kept.from() + kept.lead()).isEqualTo(priming);
            assertThat(kept.lead()).isEqualTo(i == 0 ? priming : 1);
            assertThat(kept.to()).isLessThanOrEqualTo(count);
            if (kept.silent() > 0) {
                assertThat(kept.to()).isEqualTo(count);
            }
            slot += kept.own() + kept.silent();
        }
        Rational end = frame.times(slot).minus(places.get(clips.size())).abs();
        assertThat(end).isLessThanOrEqualTo(frame.times(new Rational(1, 2)));
        assertThat(sound.greatestOffsetMs()).isLessThanOrEqualTo(frame.toDouble() * 500 + 1e-9);
    }

    @Test
    void refusesWhereHalfAFrameIsTooMuch() {
        List<ProbedClip> clips = List.of(clip(1, 16_000, 1, 100), clip(2, 16_000, 1, 100));

        // A frame lasts 64 ms.
        assertThat(FrameCopy.of(clips, places(new Rational(96, 1_000), new Rational(1, 1))))
                .isEqualTo(new Outcome.Impossible(
                        Optional.of(clips.get(1).ref()), new Reason("audio frames", "32.0 ms off the pictures")));
        assertThat(FrameCopy.of(clips, places(new Rational(128, 1_000), new Rational(1, 1))))
                .isInstanceOf(Outcome.Laid.class);
    }

    @Test
    void refusesAClipThatIsTooShortForAFrameOfItsOwn() {
        List<ProbedClip> clips = List.of(clip(1, 48_000, 1, 100), clip(2, 48_000, 1, 100), clip(3, 48_000, 1, 100));

        assertThat(FrameCopy.of(
                        clips, List.of(Rational.ZERO, new Rational(1, 1), new Rational(32, 30), new Rational(64, 30))))
                .isInstanceOf(Outcome.Laid.class);
        assertThat(FrameCopy.of(
                        clips, List.of(Rational.ZERO, new Rational(1, 1), new Rational(61, 60), Rational.of(2))))
                .isEqualTo(new Outcome.Impossible(
                        Optional.of(clips.get(1).ref()), new Reason("audio frames", "too few between two joins")));
    }

    @Test
    void refusesPrimingThatIsNoWholeNumberOfFrames() {
        ProbedClip apple = SyntheticClips.withAudio(
                clip(2, 48_000, 1, 100),
                SyntheticClips.audio(
                        clip(2, 48_000, 1, 100),
                        "packets",
                        new PacketTable(new Rational(1, 48_000), SyntheticClips.packets(-2_112, FRAME, 100))));

        assertThat(FrameCopy.of(List.of(clip(1, 48_000, 1, 100), apple), places(Rational.of(1), Rational.of(2))))
                .isEqualTo(new Outcome.Impossible(
                        Optional.of(apple.ref()),
                        new Reason("audio priming", "2112 samples, no whole number of frames")));
    }

    private static List<Rational> places(Rational... places) {
        List<Rational> all = new ArrayList<>(List.of(Rational.ZERO));
        all.addAll(List.of(places));
        return all;
    }

    private static int priming(ProbedClip clip) {
        return Math.toIntExact(-clip.audio().orElseThrow().packets().startTicks() / FRAME);
    }

    private static CopiedFrames laid(List<ProbedClip> clips, List<Rational> places) {
        Outcome outcome = FrameCopy.of(clips, places);
        assertThat(outcome).isInstanceOf(Outcome.Laid.class);
        return ((Outcome.Laid) outcome).sound();
    }

    private static ProbedClip clip(int id, int rateHz, int priming, int frames) {
        ProbedClip clip = SyntheticClips.clip(id, new Rational(1, 15_360), 512, 30, rateHz);
        ProbedClip configured = SyntheticClips.withAudio(
                clip, SyntheticClips.audio(clip, "aac", new AacConfiguration(2, rateHz, 2, false, false, false)));
        return SyntheticClips.withAudio(
                configured,
                SyntheticClips.audio(
                        configured,
                        "packets",
                        new PacketTable(
                                new Rational(1, rateHz),
                                SyntheticClips.packets(-(long) priming * FRAME, FRAME, priming + frames))));
    }
}
