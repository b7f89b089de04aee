package dev.videocompilation.worker.publish;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The address of a key under the base that serves the bucket. */
final class ResultAddress {
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    private ResultAddress() {}

    /** Every character of the key but the slashes and RFC 3986's unreserved ones is percent-encoded. */
    static URI of(URI base, String key) {
        StringBuilder address = new StringBuilder(base.toString().replaceFirst("/+$", "")).append('/');
        for (byte next : key.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (next & 0xff);
            if (character == '/' || UNRESERVED.indexOf(character) >= 0) {
                address.append(character);
            } else {
                address.append("%%%02X".formatted(next & 0xff));
            }
        }
        return URI.create(address.toString());
    }
}
