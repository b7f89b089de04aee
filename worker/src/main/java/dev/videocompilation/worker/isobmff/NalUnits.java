package dev.videocompilation.worker.isobmff;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The NAL units of H.264 and HEVC samples (ISO/IEC 14496-15, 4.3.3 and 8.3.2): each with its length ahead. Parameter sets belong into the
 * sample entry, but a sample may hold some too, and those stay in force from there on.
 */
public final class NalUnits {
    private static final int MOST_SET_BYTES = 64 << 10;
    /** Sixteen in each of as many pictures as a clip may have. Samples that lie over one another could hold any number. */
    private static final long MOST_UNITS = 32_000_000;

    private final boolean hevc;
    private final int lengthBytes;
    private final Set<ByteBuffer> sets;

    private NalUnits(boolean hevc, int lengthBytes, Set<ByteBuffer> sets) {
        this.hevc = hevc;
        this.lengthBytes = lengthBytes;
        this.sets = Set.copyOf(sets);
    }

    /** As a track's description says; empty where it is of another codec or makes no sense. */
    public static Optional<NalUnits> of(TrackDescription description) {
        Optional<NalUnits> avc =
                description.box("avcC").flatMap(AvcConfiguration::parse).map(NalUnits::avc);
        return avc.isPresent() ? avc : description.box("hvcC").flatMap(NalUnits::hevc);
    }

    private static NalUnits avc(AvcConfiguration configuration) {
        Set<ByteBuffer> sets = new HashSet<>();
        configuration.forEachSet(set -> sets.add(ByteBuffer.wrap(set)));
        return new NalUnits(false, configuration.lengthBytes(), sets);
    }

    /** The arrays of a hvcC (8.3.3.1.2). */
    private static Optional<NalUnits> hevc(ByteBuffer contents) {
        ByteBuffer bytes = contents.slice();
        Set<ByteBuffer> sets = new HashSet<>();
        try {
            int lengthBytes = 1 + (bytes.position(21).get() & 0b11);
            int arrays = Byte.toUnsignedInt(bytes.get());
            for (int i = 0; i < arrays; i++) {
                bytes.get();
                int units = Short.toUnsignedInt(bytes.getShort());
                for (int j = 0; j < units; j++) {
                    byte[] unit = new byte[Short.toUnsignedInt(bytes.getShort())];
                    bytes.get(unit);
                    sets.add(ByteBuffer.wrap(unit));
                }
            }
            return Optional.of(new NalUnits(true, lengthBytes, sets));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How many bytes tell the length of each. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** Opens a file to look at its samples. */
    public Reader read(Path file) throws IOException {
        return read(file, MOST_UNITS);
    }

    Reader read(Path file, long mostUnits) throws IOException {
        return new Reader(FileChannel.open(file), mostUnits);
    }

    /** Looks at samples of one file; not for several threads. */
    public final class Reader implements AutoCloseable {
        private final FileChannel channel;
        private final ByteBuffer header = ByteBuffer.allocate(lengthBytes + 1);
        private long unitsLeft;

        private Reader(FileChannel channel, long mostUnits) {
            this.channel = channel;
            this.unitsLeft = mostUnits;
        }

        /**
         * Whether a sample holds a parameter set that the sample entry does not. What makes no sense holds none; where there are more units
         * than can be looked at, they may.
         */
        public boolean holdsOtherSets(long offset, int sizeBytes) throws IOException {
            long at = offset;
            long end = offset + sizeBytes;
            while (end - at > lengthBytes) {
                if (unitsLeft-- <= 0) {
                    return true;
                }
                fill(header.clear(), at);
                long length = 0;
                for (int i = 0; i < lengthBytes; i++) {
                    length = length << 8 | Byte.toUnsignedInt(header.get(i));
                }
                at += lengthBytes;
                if (length == 0 || length > end - at) {
                    return false;
                }
                if (isParameterSet(header.get(lengthBytes)) && isOther(at, length)) {
                    return true;
                }
                at += length;
            }
            return false;
        }

        private boolean isParameterSet(byte first) {
            int type = hevc ? first >> 1 & 0b11_1111 : first & 0b1_1111;
            return hevc ? type >= 32 && type <= 34 : type == 7 || type == 8;
        }

        private boolean isOther(long at, long length) throws IOException {
            if (length > MOST_SET_BYTES) {
                return true;
            }
            ByteBuffer set = ByteBuffer.allocate((int) length);
            fill(set, at);
            return !sets.contains(set.rewind());
        }

        private void fill(ByteBuffer bytes, long at) throws IOException {
            while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
                // The channel may give less than was asked for.
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
