package dev.videocompilation.worker.publish;

import dev.videocompilation.worker.fetch.ByteRange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * A range of a file as a request's body, read anew for each of the SDK's attempts and never held in memory. The SDK does not
 * close the last of the streams that it asks for, so this does.
 */
final class FileSlice implements AutoCloseable {
    private final Path file;
    private final ByteRange range;
    private final String contentType;
    private final List<InputStream> opened = new ArrayList<>();

    FileSlice(Path file, ByteRange range, String contentType) {
        this.file = file;
        this.range = range;
        this.contentType = contentType;
    }

    RequestBody body() {
        ContentStreamProvider provider = this::open;
        return RequestBody.fromContentProvider(provider, range.lengthBytes(), contentType);
    }

    @Override
    public void close() throws IOException {
        for (InputStream stream : opened) {
            stream.close();
        }
    }

    private InputStream open() {
        try {
            InputStream stream = Files.newInputStream(file);
            opened.add(stream);
            stream.skipNBytes(range.offsetBytes());
            return new Bounded(stream, range.lengthBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the video from scratch but failed", e);
        }
    }

    private static final class Bounded extends FilterInputStream {
        private long leftBytes;

        Bounded(InputStream stream, long lengthBytes) {
            super(stream);
            this.leftBytes = lengthBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (leftBytes == 0) {
                return -1;
            }
            int count = super.read(buffer, offset, (int) Math.min(length, leftBytes));
            leftBytes -= Math.max(count, 0);
            return count;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), leftBytes);
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, leftBytes));
            leftBytes -= skipped;
            return skipped;
        }
    }
}
