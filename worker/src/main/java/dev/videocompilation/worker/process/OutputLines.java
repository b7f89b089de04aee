package dev.videocompilation.worker.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Parts a child's output into lines without ever holding more than one, and of that no more than its first bytes. */
final class OutputLines {
    private static final int BUFFER_BYTES = 16 << 10;

    private final long limitBytes;
    private final int lineBytes;
    private final Consumer<String> line;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /**
     * @param limitBytes after which reading ends
     * @param lineBytes to which longer lines are cut
     * @param line gets each line (UTF-8) without its end
     */
    OutputLines(long limitBytes, int lineBytes, Consumer<String> line) {
        this.limitBytes = limitBytes;
        this.lineBytes = lineBytes;
        this.line = line;
    }

    /** Reads to the end; returns whether the limit held. */
    boolean read(InputStream stream) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            int allowed = (int) Math.min(count, limitBytes - total);
            accept(buffer, allowed);
            total += allowed;
            if (allowed < count) {
                return false;
            }
        }
        if (begun.size() > 0) {
            tell();
        }
        return true;
    }

    private void accept(byte[] buffer, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (buffer[i] == '\n') {
                begin(buffer, from, i);
                tell();
                from = i + 1;
            }
        }
        begin(buffer, from, count);
    }

    private void begin(byte[] buffer, int from, int to) {
        begun.write(buffer, from, Math.max(0, Math.min(to - from, lineBytes - begun.size())));
    }

    private void tell() {
        String text = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        line.accept(text);
    }
}
