package dev.videocompilation.worker.isobmff;

import java.nio.ByteBuffer;

/**
 * How pictures are turned and moved on their way to the screen (ISO/IEC 14496-12, 6.2.2): nine numbers, in each row two of 16.16 bits and
 * one of 2.30. A track has one, and so has the whole movie.
 */
final class DisplayMatrix {
    static final int BYTES = 36;

    private static final int SIDE = 3;
    private static final int[] FRACTION_BITS = {16, 16, 30};

    private DisplayMatrix() {}

    /** The track's first, then the movie's. */
    static byte[] product(byte[] track, byte[] movie) {
        ByteBuffer left = ByteBuffer.wrap(track);
        ByteBuffer right = ByteBuffer.wrap(movie);
        ByteBuffer product = ByteBuffer.allocate(BYTES);
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int sum = 0;
                for (int i = 0; i < SIDE; i++) {
                    long factor = left.getInt((row * SIDE + i) * Integer.BYTES);
                    long term = factor * right.getInt((i * SIDE + column) * Integer.BYTES);
                    sum += (int) (term >> FRACTION_BITS[i]);
                }
                product.putInt(sum);
            }
        }
        return product.array();
    }
}
