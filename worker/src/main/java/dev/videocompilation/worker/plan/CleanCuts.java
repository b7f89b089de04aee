package dev.videocompilation.worker.plan;

import dev.videocompilation.worker.probe.Packet;
import dev.videocompilation.worker.probe.PacketTable;
import dev.videocompilation.worker.probe.Rational;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a clip whose frames come at even times can be cut in two without decoding: what is decoded before is also shown before, so the
 * part before the cut refers to nothing after it.
 */
final class CleanCuts {
    private final List<Packet> packets;
    private final boolean openGroups;
    /** Whether a cut before the packet of this index is clean; one more than there are packets. */
    private final boolean[] clean;

    CleanCuts(PacketTable pictures) {
        this.packets = pictures.packets();
        this.openGroups = pictures.hasOpenGroups();
        this.clean = new boolean[packets.size() + 1];
        long[] later = new long[packets.size() + 1];
        later[packets.size()] = Long.MAX_VALUE;
        for (int i = packets.size() - 1; i >= 0; i--) {
            later[i] = Math.min(later[i + 1], packets.get(i).pts());
        }
        long before = Long.MIN_VALUE;
        for (int i = 0; i <= packets.size(); i++) {
            clean[i] = before < later[i];
            before = i < packets.size() ? Math.max(before, packets.get(i).pts()) : before;
        }
    }

    /** Whether every frame lasts as long as a rate asks for, and is decoded as long after the one before. */
    static boolean isEven(PacketTable pictures, Rational frameRate) {
        if (!pictures.evenDuration().equals(Optional.of(frameRate.inverse()))) {
            return false;
        }
        long decoded = pictures.packets().get(0).dts();
        for (Packet packet : pictures.packets()) {
            if (packet.dts() != decoded) {
                return false;
            }
            decoded += packet.duration();
        }
        return true;
    }

    /** The last clean cut that leaves so many frames before it at most. */
    int lastUpTo(int frames) {
        int cut = Math.min(frames, packets.size());
        while (!clean[cut]) {
            cut--;
        }
        return cut;
    }

    /** The first frame from one on at which decoding can start, and what is decoded from there on is shown from there on. */
    OptionalInt firstKeyFrom(int frame) {
        for (int i = frame; i < packets.size(); i++) {
            if (isKey(i)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The last frame up to one from which decoding can start so that it fails nowhere. */
    int seekFrame(int frame) {
        if (openGroups) {
            return 0;
        }
        for (int i = Math.min(frame, packets.size() - 1); i > 0; i--) {
            if (isKey(i)) {
                return i;
            }
        }
        return 0;
    }

    private boolean isKey(int index) {
        Packet packet = packets.get(index);
        return packet.key()
                && clean[index]
                && (index + 1 == packets.size()
                        || packet.pts() < packets.get(index + 1).pts());
    }
}
