package dev.videocompilation.worker.probe;

import dev.videocompilation.worker.isobmff.TrackDescription;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What an AudioSpecificConfig says (ISO/IEC 14496-3, 1.6.2.1): the fields by which frames of several clips can stand in one track. Its
 * bytes may differ where these do not, since some writers append that there is no band replication.
 *
 * @param objectType 2 for AAC-LC
 * @param sampleRateHz of the core coder
 * @param channels the channel configuration; 0 where the channels are told otherwise
 * @param shortFrames whether a frame has 960 samples rather than 1024
 * @param bandReplication whether it tells of SBR
 * @param parametricStereo whether it tells of PS
 */
public record AacConfiguration(
        int objectType,
        int sampleRateHz,
        int channels,
        boolean shortFrames,
        boolean bandReplication,
        boolean parametricStereo) {
    private static final List<Integer> RATES_HZ = List.of(
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350);

    private static final int LOW_COMPLEXITY = 2;
    private static final int BAND_REPLICATION = 5;
    private static final int PARAMETRIC_STEREO = 29;
    private static final int ESCAPED_TYPE = 31;
    private static final int ESCAPED_RATE = 15;
    private static final int REPLICATION_FOLLOWS = 0x2b7;
    private static final int STEREO_FOLLOWS = 0x548;

    private static final int ELEMENTARY_STREAM = 3;
    private static final int DECODER_CONFIGURATION = 4;
    private static final int DECODER_SPECIFIC = 5;
    private static final int MPEG_4_AUDIO = 0x40;

    /** Reads that of a sample entry; empty where it has none that makes sense. */
    static Optional<AacConfiguration> of(TrackDescription sound) {
        return sound.box("esds").flatMap(AacConfiguration::ofElementaryStream);
    }

    /** Goes through the descriptors within one another (ISO/IEC 14496-1, 7.2.6) to the innermost. */
    static Optional<AacConfiguration> ofElementaryStream(ByteBuffer box) {
        try {
            ByteBuffer bytes = box.slice();
            bytes.position(4);
            ByteBuffer stream = descriptor(bytes, ELEMENTARY_STREAM);
            stream.getShort();
            int flags = stream.get();
            if ((flags & 0b1000_0000) != 0) {
                stream.getShort();
            }
            if ((flags & 0b0100_0000) != 0) {
                int length = stream.get() & 0xff;
                stream.position(stream.position() + length);
            }
            if ((flags & 0b0010_0000) != 0) {
                stream.getShort();
            }
            ByteBuffer decoder = descriptor(stream, DECODER_CONFIGURATION);
            if ((decoder.get() & 0xff) != MPEG_4_AUDIO) {
                return Optional.empty();
            }
            decoder.position(decoder.position() + 12);
            return parse(new Bits(descriptor(decoder, DECODER_SPECIFIC)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ByteBuffer descriptor(ByteBuffer bytes, int tag) {
        if (bytes.get() != tag) {
            throw new IllegalArgumentException("no descriptor " + tag);
        }
        int length = 0;
        int part;
        do {
            part = bytes.get();
            length = (length << 7) | (part & 0x7f);
        } while (part < 0);
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("a descriptor longer than its box");
        }
        return bytes.slice(bytes.position(), length);
    }

    private static Optional<AacConfiguration> parse(Bits bits) {
        int type = objectType(bits);
        int rate = rate(bits);
        int channels = bits.read(4);
        boolean replication = type == BAND_REPLICATION || type == PARAMETRIC_STEREO;
        boolean stereo = type == PARAMETRIC_STEREO;
        if (replication) {
            rate(bits);
            type = objectType(bits);
        }
        if (type != LOW_COMPLEXITY) {
            return Optional.of(new AacConfiguration(type, rate, channels, false, replication, stereo));
        }
        boolean shortFrames = bits.read(1) == 1;
        if (bits.read(1) == 1) {
            bits.read(14);
        }
        bits.read(1);
        if (channels != 0 && !replication && bits.left() >= 17 && bits.read(11) == REPLICATION_FOLLOWS) {
            replication = objectType(bits) == BAND_REPLICATION && bits.read(1) == 1;
            if (replication) {
                rate(bits);
                stereo = bits.left() >= 12 && bits.read(11) == STEREO_FOLLOWS && bits.read(1) == 1;
            }
        }
        return Optional.of(new AacConfiguration(type, rate, channels, shortFrames, replication, stereo));
    }

    private static int objectType(Bits bits) {
        int type = bits.read(5);
        return type == ESCAPED_TYPE ? 32 + bits.read(6) : type;
    }

    private static int rate(Bits bits) {
        int index = bits.read(4);
        if (index == ESCAPED_RATE) {
            return bits.read(24);
        }
        if (index >= RATES_HZ.size()) {
            throw new IllegalArgumentException("no sampling frequency " + index);
        }
        return RATES_HZ.get(index);
    }

    /** Whether frames of such sound can stand beside those of other clips: each of 1024 samples that stand for themselves. */
    public boolean isPlain() {
        return objectType == LOW_COMPLEXITY && channels != 0 && !shortFrames && !bandReplication && !parametricStereo;
    }

    /** {@code AAC-LC, 48000 Hz, channel configuration 2}. */
    @Override
    public String toString() {
        return "%s, %d Hz, channel configuration %d%s%s%s"
                .formatted(
                        objectType == LOW_COMPLEXITY ? "AAC-LC" : "AAC object type " + objectType,
                        sampleRateHz,
                        channels,
                        shortFrames ? ", frames of 960 samples" : "",
                        bandReplication ? ", SBR" : "",
                        parametricStereo ? ", PS" : "");
    }

    private static final class Bits {
        private final ByteBuffer bytes;
        private int at;

        Bits(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        int left() {
            return bytes.limit() * Byte.SIZE - at;
        }

        int read(int count) {
            if (count > left()) {
                throw new IllegalArgumentException("a configuration cut short");
            }
            int value = 0;
            for (int i = 0; i < count; i++, at++) {
                value = (value << 1) | ((bytes.get(at / Byte.SIZE) >> (7 - at % Byte.SIZE)) & 1);
            }
            return value;
        }
    }
}
