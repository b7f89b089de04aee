package dev.videocompilation.worker.probe;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * All packets of one stream in decoding order.
 *
 * @param timeBase seconds per tick
 * @param packets the packets
 */
public record PacketTable(Rational timeBase, List<Packet> packets) {
    public PacketTable {
        packets = packets instanceof PacketRows rows ? rows.trimmed() : PacketRows.of(packets);
    }

    public int count() {
        return packets.size();
    }

    public boolean isEmpty() {
        return packets.isEmpty();
    }

    /** The earliest presentation in ticks; 0 where there is no packet. */
    public long startTicks() {
        return packets.stream().mapToLong(Packet::pts).min().orElse(0);
    }

    /** The end of the latest presentation in ticks; 0 where there is no packet. */
    public long endTicks() {
        return packets.stream().mapToLong(Packet::end).max().orElse(0);
    }

    /** The sum of the packets' durations in ticks, whatever their times. */
    public long sumOfDurationsTicks() {
        return packets.stream().mapToLong(Packet::duration).sum();
    }

    public Rational start() {
        return timeBase.times(startTicks());
    }

    /** From the earliest presentation to the end of the latest, in seconds. */
    public Rational duration() {
        return timeBase.times(endTicks() - startTicks());
    }

    /** The earliest presentation of what no edit list hides, in seconds. */
    public Rational presentedStart() {
        return timeBase.times(packets.stream()
                .filter(packet -> !packet.discarded())
                .mapToLong(Packet::pts)
                .min()
                .orElse(0));
    }

    /** From the earliest to the end of the latest presentation of what no edit list hides, in seconds. */
    public Rational presentedDuration() {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Packet packet : packets) {
            if (!packet.discarded()) {
                start = Math.min(start, packet.pts());
                end = Math.max(end, packet.end());
            }
        }
        return end <= start ? Rational.ZERO : timeBase.times(end - start);
    }

    public boolean hasDiscardedPackets() {
        return packets.stream().anyMatch(Packet::discarded);
    }

    /** Whether pictures after a key frame are shown before it, which may refer to pictures before it (ITU-T H.264, 3.93). */
    public boolean hasOpenGroups() {
        long key = Long.MIN_VALUE;
        for (Packet packet : packets) {
            if (packet.key()) {
                key = packet.pts();
            } else if (packet.pts() < key) {
                return true;
            }
        }
        return false;
    }

    /** How long each is presented, in seconds, where that is equally long for all and each stands where another ends. */
    public Optional<Rational> evenDuration() {
        if (isEmpty() || packets.get(0).duration() <= 0) {
            return Optional.empty();
        }
        long ticks = packets.get(0).duration();
        long start = startTicks();
        // Two at one place would hide a gap at another.
        BitSet places = new BitSet(count());
        for (Packet packet : packets) {
            long place = (packet.pts() - start) / ticks;
            if (packet.duration() != ticks || (packet.pts() - start) % ticks != 0 || place >= count()) {
                return Optional.empty();
            }
            places.set((int) place);
        }
        return places.cardinality() == count() ? Optional.of(timeBase.times(ticks)) : Optional.empty();
    }
}
