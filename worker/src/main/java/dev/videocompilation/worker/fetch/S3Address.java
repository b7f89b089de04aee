package dev.videocompilation.worker.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the written forms of an object's place: the AWS command line's {@code s3://} and the virtual-hosted, path-style,
 * dual-stack and legacy addresses of "Methods for accessing a bucket" in the Amazon S3 user guide. {@link java.net.URI} is of no
 * use here: it finds no host in an address whose bucket has an underscore, and refuses keys that S3 accepts.
 */
final class S3Address {
    /** Amazon S3's limit, in UTF-8 bytes. */
    static final int KEY_LIMIT_BYTES = 1024;

    private static final String REGION = "[a-z]{2,4}(?:-[a-z]+)+-[0-9]";
    private static final Pattern HOST = Pattern.compile(
            "(?:(?<bucket>.+)\\.)?s3(?:\\.dualstack\\.R|\\.R|-R|-external-1)?\\.amazonaws\\.com(?:\\.cn)?"
                    .replace("R", REGION));
    private static final Pattern PRESIGNED_PARAMETER =
            Pattern.compile("(?i:x-amz-.+|response-.+)|AWSAccessKeyId|Signature|Expires|x-id");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    private S3Address() {}

    /**
     * @throws IllegalArgumentException saying what about the address is wrong, without repeating any secret part of it
     */
    static ClipLocation parse(String url) {
        if (url.startsWith("s3://")) {
            return atFirstSlash(url.substring("s3://".length()));
        }
        if (url.regionMatches(true, 0, "https://", 0, "https://".length())) {
            return web(url.substring("https://".length()));
        }
        throw new IllegalArgumentException("it begins with neither s3:// nor https://");
    }

    /** A name from an address, quoted where it is harmless to show. */
    static String shown(String name) {
        return PLAIN.matcher(name).matches() ? "\"" + name + "\"" : "(a name with unusual characters)";
    }

    private static ClipLocation web(String rest) {
        require(rest.indexOf('#') < 0, "it has a fragment (#)");
        int question = rest.indexOf('?');
        if (question >= 0) {
            requirePresigned(rest.substring(question + 1));
        }
        String place = question < 0 ? rest : rest.substring(0, question);
        int slash = place.indexOf('/');
        String authority = slash < 0 ? place : place.substring(0, slash);
        require(authority.indexOf('@') < 0, "it holds user information (@)");
        require(authority.indexOf(':') < 0, "it names a port");
        Matcher host = HOST.matcher(authority.toLowerCase(Locale.ROOT));
        require(host.matches(), "its host " + shown(authority) + " is not one of Amazon S3's");
        String path = slash < 0 ? "" : place.substring(slash + 1);
        String bucket = host.group("bucket");
        if (bucket != null) {
            return location(bucket, decoded(path));
        }
        ClipLocation encoded = atFirstSlash(path);
        return location(encoded.bucket(), decoded(encoded.key()));
    }

    private static void requirePresigned(String query) {
        if (query.isEmpty()) {
            return;
        }
        for (String parameter : query.split("&", -1)) {
            String name = parameter.replaceFirst("=.*", "");
            require(!name.equalsIgnoreCase("versionId"), "it names a version of the object (versionId)");
            require(
                    PRESIGNED_PARAMETER.matcher(name).matches(),
                    "its query holds " + shown(name) + ", which is no part of a presigned address");
        }
    }

    private static ClipLocation atFirstSlash(String text) {
        int slash = text.indexOf('/');
        require(slash > 0, "it names no bucket or no object");
        return location(text.substring(0, slash), text.substring(slash + 1));
    }

    private static ClipLocation location(String bucket, String key) {
        require(!key.isEmpty(), "it names no object");
        require(key.indexOf('\0') < 0, "its key holds a NUL");
        require(utf8(key).remaining() <= KEY_LIMIT_BYTES, "its key is longer than " + KEY_LIMIT_BYTES + " bytes");
        return new ClipLocation(bucket, key);
    }

    /** Percent-decoded once; a plus sign stays one, for a path is no form. */
    private static String decoded(String path) {
        ByteBuffer encoded = utf8(path);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.remaining());
        while (encoded.hasRemaining()) {
            byte next = encoded.get();
            bytes.write(next == '%' ? hexDigit(encoded) << 4 | hexDigit(encoded) : next);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its key is not UTF-8", e);
        }
    }

    private static int hexDigit(ByteBuffer encoded) {
        int digit = encoded.hasRemaining() ? Character.digit((char) encoded.get(), 16) : -1;
        require(digit >= 0, "its key holds a % without two hexadecimal digits");
        return digit;
    }

    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its key is not UTF-8", e);
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
