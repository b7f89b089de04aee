package dev.videocompilation.worker.testmedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Files with damage that no index tells of. */
public final class Damage {
    private Damage() {}

    /**
     * Overwrites packets with random bytes, each over its whole length.
     *
     * @param stream {@code v} or {@code a}
     * @param from the first packet
     * @param to the packet after the last
     */
    public static Path ofPackets(Path file, String stream, int from, int to, Path target) {
        Random random = new Random(1);
        byte[] bytes = read(file);
        List<String> packets = TestMedia.ffprobe(
                "-select_streams", stream, "-show_entries", "packet=pos,size", "-of", "csv=p=0", file.toString());
        for (String packet : packets.subList(from, to)) {
            String[] sizeAndPlace = packet.split(",", -1);
            byte[] noise = new byte[Integer.parseInt(sizeAndPlace[0])];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bytes, Integer.parseInt(sizeAndPlace[1]), noise.length);
        }
        return write(target, bytes);
    }

    /** Renames the n-th box of a type, so that no reader knows it. */
    public static Path hidingBox(Path file, String type, int nth, Path target) {
        byte[] bytes = read(file);
        int place = place(bytes, type, nth);
        System.arraycopy("free".getBytes(StandardCharsets.US_ASCII), 0, bytes, place, 4);
        return write(target, bytes);
    }

    /**
     * Writes bytes into the n-th box of a type.
     *
     * @param offset from the first byte after the type on
     */
    public static Path inBox(Path file, String type, int nth, int offset, byte[] replacement, Path target) {
        byte[] bytes = read(file);
        int place = place(bytes, type, nth) + 4 + offset;
        System.arraycopy(replacement, 0, bytes, place, replacement.length);
        return write(target, bytes);
    }

    /** The number in the n-th box of a type, 32 bits. */
    public static int numberInBox(Path file, String type, int nth, int offset) {
        byte[] bytes = read(file);
        return ByteBuffer.wrap(bytes).getInt(place(bytes, type, nth) + 4 + offset);
    }

    /** Where bytes stand in the n-th box of a type, from the first byte after the type on. */
    public static int placeInBox(Path file, String type, int nth, byte[] wanted) {
        byte[] bytes = read(file);
        int begin = place(bytes, type, nth) + 4;
        for (int i = begin; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i - begin;
            }
        }
        throw new AssertionError("no such bytes in box %s number %d".formatted(type, nth));
    }

    private static int place(byte[] bytes, String type, int nth) {
        int found = -1;
        for (int i = 0; i + 4 <= bytes.length; i++) {
            if (new String(bytes, i, 4, StandardCharsets.ISO_8859_1).equals(type) && ++found == nth) {
                return i;
            }
        }
        throw new AssertionError("no box %s number %d".formatted(type, nth));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path target, byte[] bytes) {
        try {
            return Files.write(target, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
