package dev.videocompilation.worker.isobmff;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * H.264's decoder configuration record (avcC; ISO/IEC 14496-15, 5.3.3.1): the profile and level that all pictures of a track keep to,
 * and the parameter sets that they refer to by id.
 */
public final class AvcConfiguration {
    private static final int VERSION = 1;
    private static final int MOST_SPS = 31;
    private static final int MOST_PPS = 255;

    private final int profile;
    private final int compatibility;
    private final int level;
    private final int lengthBytes;
    private final List<byte[]> sps;
    private final List<byte[]> pps;
    /** Chroma format, bit depths and SPS extensions, which the high profiles have; empty elsewhere. */
    private final byte[] extension;

    private AvcConfiguration(
            int profile,
            int compatibility,
            int level,
            int lengthBytes,
            List<byte[]> sps,
            List<byte[]> pps,
            byte[] extension) {
        this.profile = profile;
        this.compatibility = compatibility;
        this.level = level;
        this.lengthBytes = lengthBytes;
        this.sps = List.copyOf(sps);
        this.pps = List.copyOf(pps);
        this.extension = extension;
    }

    /**
     * Reads an avcC's contents.
     *
     * @return empty where they make no sense
     */
    public static Optional<AvcConfiguration> parse(ByteBuffer contents) {
        ByteBuffer bytes = contents.slice();
        try {
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            int profile = Byte.toUnsignedInt(bytes.get());
            int compatibility = Byte.toUnsignedInt(bytes.get());
            int level = Byte.toUnsignedInt(bytes.get());
            int lengthBytes = 1 + (bytes.get() & 0b11);
            List<byte[]> sps = sets(bytes, bytes.get() & 0b1_1111);
            List<byte[]> pps = sets(bytes, Byte.toUnsignedInt(bytes.get()));
            byte[] extension = new byte[bytes.remaining()];
            bytes.get(extension);
            return sps.isEmpty() || pps.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new AvcConfiguration(profile, compatibility, level, lengthBytes, sps, pps, extension));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static List<byte[]> sets(ByteBuffer bytes, int count) {
        List<byte[]> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] set = new byte[Short.toUnsignedInt(bytes.getShort())];
            bytes.get(set);
            sets.add(set);
        }
        return sets;
    }

    /**
     * One record for the pictures of both: the parameter sets of both, the higher level, and the constraints that both keep to.
     *
     * @throws IllegalArgumentException if a decoder could not tell whose set an id names, or the lengths ahead of NAL units or the
     *     profiles differ
     */
    public AvcConfiguration merge(AvcConfiguration other) {
        if (lengthBytes != other.lengthBytes || profile != other.profile) {
            throw new IllegalArgumentException("unlike lengths of NAL units or profiles");
        }
        return new AvcConfiguration(
                profile,
                compatibility & other.compatibility,
                Math.max(level, other.level),
                lengthBytes,
                union(sps, other.sps, MOST_SPS),
                union(pps, other.pps, MOST_PPS),
                extension.length > 0 ? extension : other.extension);
    }

    private static List<byte[]> union(List<byte[]> sets, List<byte[]> others, int most) {
        List<byte[]> union = new ArrayList<>(sets);
        for (byte[] other : others) {
            if (union.stream().noneMatch(set -> Arrays.equals(set, other))) {
                if (union.stream().anyMatch(set -> id(set) == id(other))) {
                    throw new IllegalArgumentException("two different parameter sets of the id " + id(other));
                }
                union.add(other);
            }
        }
        if (union.size() > most) {
            throw new IllegalArgumentException("more than %d parameter sets".formatted(most));
        }
        return union;
    }

    /** An id that neither a sequence nor a picture parameter set has; empty where all of 0 to 31 are taken. */
    public Optional<Integer> freeId() {
        Set<Integer> taken = new HashSet<>();
        sps.forEach(set -> taken.add(id(set)));
        pps.forEach(set -> taken.add(id(set)));
        for (int id = 0; id <= MOST_SPS; id++) {
            if (!taken.contains(id)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** Whether it has all the parameter sets of the other, byte for byte. */
    public boolean hasSetsOf(AvcConfiguration other) {
        return other.sps.stream().allMatch(set -> sps.stream().anyMatch(own -> Arrays.equals(own, set)))
                && other.pps.stream().allMatch(set -> pps.stream().anyMatch(own -> Arrays.equals(own, set)));
    }

    void forEachSet(Consumer<byte[]> action) {
        sps.forEach(action);
        pps.forEach(action);
    }

    /** How many parameter sets it has, of both kinds. */
    public int sets() {
        return sps.size() + pps.size();
    }

    /** How many bytes tell the length of each NAL unit. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** The contents of an avcC. */
    public byte[] toBytes() {
        BoxBytes bytes = new BoxBytes();
        bytes.u16(VERSION << 8 | profile).u16(compatibility << 8 | level);
        bytes.u16((0b1111_1100 | (lengthBytes - 1)) << 8 | 0b1110_0000 | sps.size());
        sps.forEach(set -> bytes.u16(set.length).raw(set));
        bytes.raw(new byte[] {(byte) pps.size()});
        pps.forEach(set -> bytes.u16(set.length).raw(set));
        return bytes.raw(extension).toBytes();
    }

    /**
     * The id of a parameter set: of an SPS after its NAL unit's header and three bytes of profile and level, of a PPS right after the
     * header (ITU-T H.264, 7.3.2.1.1 and 7.3.2.2). Neither reaches bytes that could need emulation prevention.
     */
    private static int id(byte[] set) {
        boolean sequence = set.length > 0 && (set[0] & 0b1_1111) == 7;
        return expGolomb(set, Byte.SIZE * (sequence ? 4 : 1));
    }

    /** ue(v) (ITU-T H.264, 9.1) from a bit on; -1 where the bytes end within. */
    private static int expGolomb(byte[] bytes, int from) {
        int zeros = 0;
        while (bit(bytes, from + zeros) == 0) {
            zeros++;
        }
        if (zeros > 16 || from + 2 * zeros >= bytes.length * Byte.SIZE) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i <= zeros; i++) {
            value = value << 1 | bit(bytes, from + zeros + i);
        }
        return value - 1;
    }

    /** 1 beyond the end, which ends every count of zeros. */
    private static int bit(byte[] bytes, int at) {
        return at / Byte.SIZE >= bytes.length ? 1 : bytes[at / Byte.SIZE] >> (7 - at % Byte.SIZE) & 1;
    }
}
