package dev.videocompilation.worker.isobmff;

/**
 * A frame of AAC-LC without any sound: one long window of which no band is coded (ISO/IEC 14496-3, 4.4.2). It holds nothing that
 * depends on the sampling frequency.
 */
public final class AacSilence {
    private static final int SINGLE_CHANNEL = 0b000;
    private static final int CHANNEL_PAIR = 0b001;
    private static final int END = 0b111;
    private static final int MOST_CHANNELS = 2;

    private AacSilence() {}

    /** The frame's bytes, without a header. */
    public static byte[] frame(int channels) {
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw new IllegalArgumentException("no silence of %d channels".formatted(channels));
        }
        Bits bits = new Bits();
        if (channels == 1) {
            // A gain of 0, then the window; no sections, scale factors, pulses, noise shaping or gain control.
            bits.add(SINGLE_CHANNEL, 3).add(0, 4).add(0, 8).add(0, 11).add(0, 3);
        } else {
            // One window for both, no middle and side, then a gain of 0 and nothing for each.
            bits.add(CHANNEL_PAIR, 3)
                    .add(0, 4)
                    .add(1, 1)
                    .add(0, 11)
                    .add(0, 2)
                    .add(0, 11)
                    .add(0, 11);
        }
        return bits.add(END, 3).toBytes();
    }

    private static final class Bits {
        private long bits;
        private int count;

        Bits add(int value, int width) {
            bits = (bits << width) | value;
            count += width;
            return this;
        }

        byte[] toBytes() {
            byte[] bytes = new byte[Math.ceilDiv(count, Byte.SIZE)];
            long aligned = bits << (bytes.length * Byte.SIZE - count);
            for (int i = bytes.length - 1; i >= 0; i--) {
                bytes[i] = (byte) aligned;
                aligned >>= Byte.SIZE;
            }
            return bytes;
        }
    }
}
