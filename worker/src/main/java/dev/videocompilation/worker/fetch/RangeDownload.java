package dev.videocompilation.worker.fetch;

import dev.videocompilation.worker.job.ClipObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One attempt at one range of an object, or at all of it: every byte and no more lands at its place in the file. */
final class RangeDownload {
    private static final int BUFFER_BYTES = 64 << 10;

    /** How a file is opened; a test puts a full disk here. */
    @FunctionalInterface
    interface FileOpener {
        FileChannel open(Path file) throws IOException;
    }

    private final S3Client s3;
    private final Duration bodyTimeout;
    private final FileOpener opener;

    RangeDownload(S3Client s3, Duration bodyTimeout, FileOpener opener) {
        this.s3 = Objects.requireNonNull(s3);
        this.bodyTimeout = Objects.requireNonNull(bodyTimeout);
        this.opener = Objects.requireNonNull(opener);
    }

    static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * @throws IOException if the answer is not the range that was asked for, whole
     * @throws dev.videocompilation.worker.job.RejectedException if the object is gone or changed
     * @throws dev.videocompilation.worker.job.TransientException if the disk is full
     */
    void attempt(ClipObject object, ByteRange range, Path file) throws IOException {
        boolean whole = range.lengthBytes() == object.sizeBytes();
        ResponseInputStream<GetObjectResponse> body = open(object, range, whole);
        boolean complete = false;
        try {
            check(object, range, whole, body.response());
            copy(object, range, body, file);
            complete = true;
        } finally {
            if (complete) {
                body.close();
            } else {
                // Closing would read the rest of the body first.
                body.abort();
            }
        }
    }

    private ResponseInputStream<GetObjectResponse> open(ClipObject object, ByteRange range, boolean whole) {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .ifMatch(object.etag())
                .checksumMode(ChecksumMode.ENABLED);
        if (!whole) {
            request.range("bytes=%d-%d".formatted(range.offsetBytes(), range.lastByte()));
        }
        try {
            return s3.getObject(request.build());
        } catch (S3Exception e) {
            throw S3Faults.rejection(object.ref(), object.bucket(), e)
                    .map(RuntimeException.class::cast)
                    .orElse(e);
        }
    }

    private static void check(ClipObject object, ByteRange range, boolean whole, GetObjectResponse answer)
            throws IOException {
        if (answer.eTag() != null && !answer.eTag().equals(object.etag())) {
            throw S3Faults.changed(object.ref());
        }
        String expected = "bytes %d-%d/%d".formatted(range.offsetBytes(), range.lastByte(), object.sizeBytes());
        if (!whole && !expected.equals(answer.contentRange())) {
            throw new IOException("asked for %s, S3 answered with %s".formatted(expected, answer.contentRange()));
        }
        if (answer.contentLength() != null && answer.contentLength() != range.lengthBytes()) {
            throw new IOException(
                    "the answer has %d bytes, not %d".formatted(answer.contentLength(), range.lengthBytes()));
        }
    }

    private void copy(ClipObject object, ByteRange range, InputStream body, Path file) throws IOException {
        long deadline = System.nanoTime() + bodyTimeout.toNanos();
        try (Target target = new Target(object, file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long done = 0;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                if (done + count > range.lengthBytes()) {
                    throw new IOException(
                            "the body is longer than the %d bytes announced".formatted(range.lengthBytes()));
                }
                target.write(ByteBuffer.wrap(buffer, 0, count), range.offsetBytes() + done);
                done += count;
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("the body took longer than " + bodyTimeout.toSeconds() + " s");
                }
            }
            if (done < range.lengthBytes()) {
                throw new EOFException("the body ended after %d of %d bytes".formatted(done, range.lengthBytes()));
            }
        }
    }

    /** The file, whose failures are told from those of the connection by their type. */
    private final class Target implements AutoCloseable {
        private final String what;
        private final FileChannel channel;

        Target(ClipObject object, Path file) {
            this.what = "write " + object.ref();
            try {
                this.channel = opener.open(file);
            } catch (IOException e) {
                throw ScratchFaults.of(what, e);
            }
        }

        void write(ByteBuffer bytes, long position) {
            try {
                long place = position;
                while (bytes.hasRemaining()) {
                    place += channel.write(bytes, place);
                }
            } catch (IOException e) {
                throw ScratchFaults.of(what, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw ScratchFaults.of(what, e);
            }
        }
    }
}
