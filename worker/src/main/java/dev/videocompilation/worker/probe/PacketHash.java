package dev.videocompilation.worker.probe;

import java.util.HexFormat;

/**
 * A 128-bit hash of a packet's bytes: equal bytes, equal hash.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record PacketHash(long high, long low) {
    private static final int HALF_DIGITS = 16;

    /**
     * Reads ffprobe's {@code murmur3:} and 32 hexadecimal digits.
     *
     * @throws IllegalArgumentException if the text is no such hash
     */
    static PacketHash parse(String text) {
        int begin = text.indexOf(':') + 1;
        if (text.length() - begin != 2 * HALF_DIGITS) {
            throw new IllegalArgumentException("no hash of 128 bits: " + text);
        }
        return new PacketHash(
                HexFormat.fromHexDigitsToLong(text, begin, begin + HALF_DIGITS),
                HexFormat.fromHexDigitsToLong(text, begin + HALF_DIGITS, text.length()));
    }
}
