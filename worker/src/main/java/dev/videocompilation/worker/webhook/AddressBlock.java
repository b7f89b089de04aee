package dev.videocompilation.worker.webhook;

import java.net.InetAddress;
import java.util.Objects;

/**
 * The addresses that share a prefix.
 *
 * @param name what the block is for
 * @param network its first address
 * @param prefixBits how many leading bits its addresses share
 */
record AddressBlock(String name, InetAddress network, int prefixBits) {
    AddressBlock {
        Objects.requireNonNull(name);
        Objects.requireNonNull(network);
    }

    /** Reads a prefix as the registries write it, {@code 10.0.0.0/8} or {@code fc00::/7}. */
    static AddressBlock of(String prefix, String name) {
        int slash = prefix.indexOf('/');
        return new AddressBlock(
                name, InetAddress.ofLiteral(prefix.substring(0, slash)), Integer.parseInt(prefix.substring(slash + 1)));
    }

    /** Whether the address has this block's prefix; never for an address of the other family. */
    boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
