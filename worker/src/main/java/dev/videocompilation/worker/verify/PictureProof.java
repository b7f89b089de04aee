package dev.videocompilation.worker.verify;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PicturePiece;
import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the output's video packets with the clips', one by one: the same bytes in the same order, each presented exactly
 * where the plan puts it. Stronger than counting frames, and nothing is decoded for it.
 */
final class PictureProof {
    private static final int MOST_DEFECTS = 5;

    private final CompilePlan plan;
    private final PacketTable output;
    private final List<String> defects = new ArrayList<>();

    private PictureProof(CompilePlan plan, PacketTable output) {
        this.plan = plan;
        this.output = output;
    }

    /** What is wrong, empty where nothing is. */
    static List<String> defects(CompilePlan plan, PacketTable output) {
        PictureProof proof = new PictureProof(plan, output);
        proof.compareTotals();
        proof.comparePackets();
        return proof.defects;
    }

    private void compareTotals() {
        if (!output.timeBase().equals(plan.timeBase())) {
            defects.add("the output's time base is %s, not %s".formatted(output.timeBase(), plan.timeBase()));
        }
        if (output.count() != plan.frames()) {
            defects.add("the output has %d frames, the plan %d".formatted(output.count(), plan.frames()));
        }
        PicturePiece last = plan.pieces().getLast();
        Rational frame = new Rational(last.durationTicks(), last.frames()).times(plan.timeBase());
        Rational error = output.duration().minus(plan.duration()).abs();
        if (error.compareTo(frame) > 0) {
            defects.add("the output lasts %.3f s, the plan %.3f s"
                    .formatted(output.duration().toDouble(), plan.duration().toDouble()));
        }
    }

    private void comparePackets() {
        int index = 0;
        long dtsBefore = Long.MIN_VALUE;
        for (PicturePiece piece : plan.pieces()) {
            PacketTable source = piece.pictures();
            long scale = piece.ticksPerTick();
            long shift = piece.startTicks() - (plan.pieces().size() == 1 ? 0 : source.startTicks() * scale);
            int frame = 0;
            for (Packet expected : source.packets()) {
                if (index == output.count() || defects.size() >= MOST_DEFECTS) {
                    return;
                }
                Packet found = output.packets().get(index++);
                String place = "frame %d of %s".formatted(frame++, piece.name());
                if (!found.hash().equals(expected.hash()) || found.sizeBytes() != expected.sizeBytes()) {
                    defects.add(place + " is not the clip's");
                } else if (found.pts() != expected.pts() * scale + shift) {
                    defects.add("%s stands at %.3f s, the plan says %.3f s"
                            .formatted(place, seconds(found.pts()), seconds(expected.pts() * scale + shift)));
                } else if (found.discarded()) {
                    defects.add(place + " is hidden by an edit list");
                }
                if (found.dts() <= dtsBefore) {
                    defects.add(place + " is decoded out of order");
                }
                dtsBefore = found.dts();
            }
        }
    }

    private double seconds(long ticks) {
        return plan.timeBase().times(ticks).toDouble();
    }
}
