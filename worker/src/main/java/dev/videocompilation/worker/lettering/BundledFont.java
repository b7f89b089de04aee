package dev.videocompilation.worker.lettering;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * DejaVu Sans, the same on every machine, and its measures. Read are the tables of OpenType (ISO/IEC 14496-22, chapter 5) that tell which
 * characters it has (cmap, format 12) and how wide they are (hmtx).
 */
public final class BundledFont {
    /** The name of the file that {@link #writeTo} makes. */
    public static final String FILE = "DejaVuSans.ttf";

    private static final BundledFont FONT = read();

    private final byte[] bytes;
    private final ByteBuffer tables;
    private final int groups;
    private final int groupsAt;
    private final int unitsPerEm;
    private final int lineUnits;
    private final int measures;
    private final int measuresAt;

    private BundledFont(byte[] bytes) {
        this.bytes = bytes;
        this.tables = ByteBuffer.wrap(bytes);
        this.unitsPerEm = Short.toUnsignedInt(tables.getShort(table("head") + 18));
        int header = table("hhea");
        this.lineUnits = tables.getShort(header + 4) - tables.getShort(header + 6);
        this.measures = Short.toUnsignedInt(tables.getShort(header + 34));
        this.measuresAt = table("hmtx");
        int characters = characters(table("cmap"));
        this.groups = tables.getInt(characters + 12);
        this.groupsAt = characters + 16;
    }

    /** The font. */
    public static BundledFont get() {
        return FONT;
    }

    private static BundledFont read() {
        try (InputStream stream = Objects.requireNonNull(BundledFont.class.getResourceAsStream(FILE), FILE)) {
            return new BundledFont(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("tried to read the bundled font but failed", e);
        }
    }

    /** Where a table begins. */
    private int table(String name) {
        int count = Short.toUnsignedInt(tables.getShort(4));
        byte[] tag = new byte[4];
        for (int at = 12; at < 12 + 16 * count; at += 16) {
            tables.get(at, tag);
            if (new String(tag, StandardCharsets.US_ASCII).equals(name)) {
                return tables.getInt(at + 8);
            }
        }
        throw new IllegalStateException("the bundled font has no table " + name);
    }

    /** Where the list of all Unicode characters begins: platform 3, encoding 10. */
    private int characters(int table) {
        int count = Short.toUnsignedInt(tables.getShort(table + 2));
        for (int at = table + 4; at < table + 4 + 8 * count; at += 8) {
            if (tables.getInt(at) == (3 << 16 | 10)) {
                return table + tables.getInt(at + 4);
            }
        }
        throw new IllegalStateException("the bundled font has no list of all Unicode characters");
    }

    /** Makes the font's file in a directory. */
    public void writeTo(Path directory) throws IOException {
        Files.write(directory.resolve(FILE), bytes);
    }

    /** Whether it has a picture for a character; in the place of others stands a box. */
    public boolean has(int codePoint) {
        return glyph(codePoint) != 0;
    }

    /** How wide a text of one line is, in pixels, kerning aside. */
    double width(String text, double sizePixels) {
        long units = text.codePoints().mapToLong(this::advance).sum();
        return units * sizePixels / unitsPerEm;
    }

    /** The height of a line in relation to the font's size. */
    public double lineHeight() {
        return (double) lineUnits / unitsPerEm;
    }

    private int advance(int codePoint) {
        int measure = Math.min(glyph(codePoint), measures - 1);
        return Short.toUnsignedInt(tables.getShort(measuresAt + 4 * measure));
    }

    private int glyph(int codePoint) {
        int low = 0;
        int high = groups - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = groupsAt + 12 * middle;
            if (codePoint < tables.getInt(at)) {
                high = middle - 1;
            } else if (codePoint > tables.getInt(at + 4)) {
                low = middle + 1;
            } else {
                return tables.getInt(at + 8) + codePoint - tables.getInt(at);
            }
        }
        return 0;
    }
}
