package dev.videocompilation.worker.publish;

import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.worker.job.StoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A file on its way to the bucket.
 *
 * @param file where it lies
 * @param contentType its media type
 * @param sizeBytes its size
 * @param crc32 of all of it, in hexadecimal
 */
record VideoFile(Path file, String contentType, long sizeBytes, String crc32) {
    /** A key names one claim's output for ever, so whoever holds a copy need not ask again. */
    static final String CACHE_CONTROL = "public, max-age=31536000, immutable";

    /**
     * The object's metadata says what it was made of. Its entity tag does not under every encryption, and not every server
     * keeps the checksums that it was sent.
     */
    private static final String CRC32_METADATA = "crc32";

    /** @param format what the file holds */
    static VideoFile read(Path file, OutputFormat format) {
        try (InputStream stream = Files.newInputStream(file)) {
            CRC32 crc32 = new CRC32();
            long sizeBytes = 0;
            byte[] buffer = new byte[256 << 10];
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                crc32.update(buffer, 0, count);
                sizeBytes += count;
            }
            return new VideoFile(file, contentType(format), sizeBytes, "%08x".formatted(crc32.getValue()));
        } catch (ClosedByInterruptException e) {
            throw new StoppedException();
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the video from scratch but failed", e);
        }
    }

    /** As IANA has it (RFC 9559, section 27.3, for Matroska), or as it is used where IANA has none (WebM, AVI). */
    private static String contentType(OutputFormat format) {
        return switch (format) {
            case MP4 -> "video/mp4";
            case MOV -> "video/quicktime";
            case MKV -> "video/matroska";
            case WEBM -> "video/webm";
            case AVI -> "video/x-msvideo";
        };
    }

    Map<String, String> metadata() {
        return Map.of(CRC32_METADATA, crc32);
    }

    boolean hasLengthOf(HeadObjectResponse object) {
        return object.contentLength() != null && object.contentLength() == sizeBytes;
    }

    boolean hasBytesOf(HeadObjectResponse object) {
        return hasLengthOf(object) && crc32.equals(object.metadata().get(CRC32_METADATA));
    }
}
