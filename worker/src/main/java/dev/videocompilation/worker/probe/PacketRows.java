package dev.videocompilation.worker.probe;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;

/** Packets kept as rows of plain numbers, 53 bytes each: a long clip has hundreds of thousands. Grows, and changes no row. */
final class PacketRows extends AbstractList<Packet> implements RandomAccess {
    private static final int LONGS = 6;
    private static final int FIRST_ROWS = 64;
    private static final int KEY = 1;
    private static final int DISCARDED = 2;

    /** Per row: presentation, decoding, duration, the hash's halves, and the place in the file. */
    private long[] numbers = new long[LONGS * FIRST_ROWS];

    private int[] sizes = new int[FIRST_ROWS];
    private byte[] flags = new byte[FIRST_ROWS];
    private int count;

    /** These packets and no more room than they need. */
    static PacketRows of(Collection<Packet> packets) {
        PacketRows rows = new PacketRows();
        rows.resize(packets.size());
        packets.forEach(rows::append);
        return rows;
    }

    void append(Packet packet) {
        if (count == sizes.length) {
            // A list holds no more than an int counts; the limit on packets is far below.
            resize(Math.max(FIRST_ROWS, Math.addExact(count, count / 2)));
        }
        int at = count * LONGS;
        numbers[at] = packet.pts();
        numbers[at + 1] = packet.dts();
        numbers[at + 2] = packet.duration();
        numbers[at + 3] = packet.hash().high();
        numbers[at + 4] = packet.hash().low();
        numbers[at + 5] = packet.offset();
        sizes[count] = packet.sizeBytes();
        flags[count] = (byte) ((packet.key() ? KEY : 0) | (packet.discarded() ? DISCARDED : 0));
        count++;
    }

    /** Gives back the room that growing took ahead. */
    PacketRows trimmed() {
        resize(count);
        return this;
    }

    private void resize(int rows) {
        numbers = Arrays.copyOf(numbers, Math.multiplyExact(rows, LONGS));
        sizes = Arrays.copyOf(sizes, rows);
        flags = Arrays.copyOf(flags, rows);
    }

    @Override
    public Packet get(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        int at = index * LONGS;
        return new Packet(
                numbers[at],
                numbers[at + 1],
                numbers[at + 2],
                sizes[index],
                (flags[index] & KEY) != 0,
                (flags[index] & DISCARDED) != 0,
                new PacketHash(numbers[at + 3], numbers[at + 4]),
                numbers[at + 5]);
    }

    @Override
    public int size() {
        return count;
    }
}
