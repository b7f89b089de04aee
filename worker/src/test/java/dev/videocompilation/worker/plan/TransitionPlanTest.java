package dev.videocompilation.worker.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.Transition.AtJoin;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.plan.PicturePiece.Blended;
import dev.videocompilation.worker.plan.PicturePiece.Conformed;
import dev.videocompilation.worker.plan.PicturePiece.Copied;
import dev.videocompilation.worker.plan.PicturePiece.Side;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransitionPlanTest {
    private static final int FRAME_TICKS = 512;
    private static final Rational TIME_BASE = new Rational(1, 15_360);

    @Test
    void everyFrameOfEveryClipIsShownOnceWhateverTheGroupsOfPicturesAndTheJoins() {
        Random random = new Random(20261125);
        int copied = 0;
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            List<ProbedClip> clips = new ArrayList<>();
            List<AtJoin> joins = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                clips.add(clip(i + 1, 5 + random.nextInt(200), 1 + random.nextInt(60), random.nextInt(4), random));
                if (i > 0) {
                    joins.add(new AtJoin(
                            i,
                            random.nextInt(4) == 0 ? TransitionType.CUT : TransitionType.FADE,
                            Duration.ofMillis(100 + random.nextInt(1_500))));
                }
            }
            Transition transition = new Transition(TransitionType.CUT, Duration.ofMillis(500), joins);

            Planning planning = new CompilePlanner().plan(clips, CompileOptions.DEFAULT.withTransition(transition));

            if (planning instanceof Planning.Planned planned) {
                copied += assertEveryFrameOnce(planned.plan(), clips);
            } else {
                assertThat(planning).isInstanceOf(Planning.NoTransition.class);
                refused++;
            }
        }
        // Neither all nor nothing.
        assertThat(copied).isGreaterThan(1_000);
        assertThat(refused).isBetween(100, 2_500);
    }

    /** How many pieces are copied. */
    private static int assertEveryFrameOnce(CompilePlan plan, List<ProbedClip> clips) {
        int copied = 0;
        long ticks = 0;
        int clip = 0;
        int frame = 0;
        for (PicturePiece piece : plan.pieces()) {
            assertThat(piece.startTicks()).isEqualTo(ticks);
            ticks += piece.durationTicks();
            assertThat(piece.duration())
                    .isEqualTo(plan.target().frameRate().inverse().times(piece.frames()));
            switch (piece.content()) {
                case Copied own -> {
                    copied++;
                    assertThat(own.clip()).isSameAs(clips.get(clip));
                    assertThat(own.from()).isEqualTo(frame);
                    assertThatItStandsAlone(own);
                    frame = own.to();
                }
                case PicturePiece.Redrawn redrawn -> throw new AssertionError("there is no text");
                case Conformed anew -> {
                    assertThat(anew.clip()).isSameAs(clips.get(clip));
                    assertThat(frame).isZero();
                    frame = piece.frames();
                }
                case Blended blended -> {
                    Side from = blended.from();
                    Side to = blended.to();
                    assertThat(from.clip()).isSameAs(clips.get(clip));
                    assertThat(from.from()).isEqualTo(frame);
                    assertThat(from.to()).isEqualTo(from.clipFrames());
                    assertThat(from.seekFrame()).isLessThanOrEqualTo(from.from());
                    clip++;
                    assertThat(to.clip()).isSameAs(clips.get(clip));
                    assertThat(to.from()).isZero();
                    assertThat(to.frames()).isGreaterThanOrEqualTo(blended.frames());
                    assertThat(from.frames()).isGreaterThanOrEqualTo(blended.frames());
                    assertThat(piece.frames()).isEqualTo(from.frames() + to.frames() - blended.frames());
                    frame = to.to();
                }
            }
            if (frame == plan.clips().get(clip).frames() && clip + 1 < clips.size()) {
                boolean cut = plan.clips().get(clip + 1).overlapTicks() == 0;
                if (cut) {
                    clip++;
                    frame = 0;
                }
            }
        }
        assertThat(clip).isEqualTo(clips.size() - 1);
        assertThat(frame).isEqualTo(plan.clips().getLast().frames());
        assertThat(ticks).isEqualTo(plan.clips().getLast().endTicks());
        return copied;
    }

    /** It begins with a key frame, and its packets are just the frames that it is to show. */
    private static void assertThatItStandsAlone(Copied own) {
        List<Packet> packets = own.clip().video().packets().packets().subList(own.from(), own.to());
        assertThat(packets.getFirst().key()).isTrue();
        assertThat(packets.stream()
                        .mapToLong(packet -> packet.pts() / FRAME_TICKS)
                        .sorted())
                .containsExactlyElementsOf(
                        LongStream.range(own.from(), own.to()).boxed().toList());
    }

    /** Groups of pictures whose frames are decoded out of order, some of them open. */
    private static ProbedClip clip(int id, int frames, int group, int bFrames, Random random) {
        List<Packet> packets = new ArrayList<>();
        List<Packet> template = SyntheticClips.packets(0, FRAME_TICKS, frames);
        boolean open = random.nextInt(4) == 0;
        List<Integer> order = new ArrayList<>();
        int anchor = -1;
        while (anchor < frames - 1) {
            int next = Math.min(frames - 1, anchor + 1 + (anchor < 0 ? 0 : bFrames));
            int key = anchor < 0 ? 0 : (anchor / group + 1) * group;
            // A closed group begins after all that is shown before it.
            if (!open && next > key && anchor < key) {
                next = anchor < key - 1 ? Math.min(next, key - 1) : key;
            }
            order.add(next);
            for (int b = anchor + 1; b < next; b++) {
                order.add(b);
            }
            anchor = next;
        }
        for (int i = 0; i < frames; i++) {
            int shown = order.get(i);
            boolean key = shown == 0 || (shown % group == 0 && isAnchor(order, i));
            Packet packet = template.get(i);
            packets.add(new Packet(
                    (long) shown * FRAME_TICKS,
                    (long) (i - bFrames) * FRAME_TICKS,
                    FRAME_TICKS,
                    packet.sizeBytes(),
                    key,
                    false,
                    packet.hash(),
                    packet.offset()));
        }
        return SyntheticClips.withPackets(SyntheticClips.clip(id, TIME_BASE, FRAME_TICKS, frames, 48_000), packets);
    }

    private static boolean isAnchor(List<Integer> order, int index) {
        return index == 0 || order.subList(0, index).stream().allMatch(before -> before < order.get(index));
    }
}
