package dev.videocompilation.worker.testmedia;

import dev.videocompilation.worker.testmedia.MediaParts.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Turns valid media files into ones that are cut, damaged or lie. The same seed, the same files. */
public final class Mutations {
    /** What an index says of samples, and whatever a program sizes a table by: ISO's first, then Matroska's and AVI's. */
    private static final Set<String> TELLING = Set.of(
            "stts", "stsz", "stco", "co64", "ctts", "elst", "stsc", "stss", "mvhd", "mdhd", "tkhd", "trun", "tfhd",
            "tfdt", "trex", "stsd", "avc1", "hvc1", "avcC", "hvcC", "mp4a", "esds", "pasp", "2ad7b1", "4489", "e7",
            "a3", "b0", "ba", "b5", "9f", "63a2", "23e383", "avih", "strh", "strf", "idx1");

    private static final long[] EXTREMES = {0, 1, 2, 0x7F, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000L, 0xFFFFFFFFL};

    private static final Kind[] DRAWN = {
        Kind.TRUNCATED, Kind.TRUNCATED, Kind.EMPTIED, Kind.BITS, Kind.BITS, Kind.BURST, Kind.BURST, Kind.INDEX_BITS,
        Kind.INDEX_BITS, Kind.INDEX_BITS, Kind.SIZE, Kind.SIZE, Kind.DOUBLED, Kind.REMOVED, Kind.MOVED, Kind.RENAMED,
        Kind.SPLICED, Kind.SPLICED, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.NUMBER, Kind.ZEROED,
        Kind.GLUED, Kind.OVERWRITTEN
    };

    private final Random random;

    public Mutations(Random random) {
        this.random = random;
    }

    /** What is done to a file. */
    private enum Kind {
        /** Cut off anywhere. */
        TRUNCATED,
        /** Left without a byte. */
        EMPTIED,
        /** Single bits anywhere. */
        BITS,
        /** Some bytes on end. */
        BURST,
        /** Single bits outside the media. */
        INDEX_BITS,
        /** A part claims another size. */
        SIZE,
        /** A part stands twice. */
        DOUBLED,
        REMOVED,
        /** A part stands elsewhere. */
        MOVED,
        RENAMED,
        /** A part of another file in its place. */
        SPLICED,
        /** A number of an index, such as a count or an offset. */
        NUMBER,
        ZEROED,
        /** A playlist or another text that names files stands in front. */
        GLUED,
        /** Such a text stands within the media. */
        OVERWRITTEN
    }

    /** A changed file, and what was done to it. */
    private static final class Mutated {
        private final byte[] bytes;
        private final String told;

        Mutated(byte[] bytes, String told) {
            this.bytes = bytes;
            this.told = told;
        }
    }

    /**
     * Changes a file in one or two ways.
     *
     * @param other a file to take parts of
     * @param target to write it to
     * @return what was done, for whoever has to find it again
     */
    public String change(Path file, Path other, Path target) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] others = Files.readAllBytes(other);
        List<String> told = new ArrayList<>();
        for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0 && bytes.length > 0; times--) {
            Kind kind = DRAWN[random.nextInt(DRAWN.length)];
            MediaParts parts = MediaParts.of(bytes);
            Mutated next = parts.all().isEmpty() ? anywhere(kind, bytes) : within(kind, bytes, parts, others);
            bytes = next.bytes;
            told.add(kind + " " + next.told);
        }
        Files.write(target, bytes);
        return String.join(", ", told);
    }

    private Mutated within(Kind kind, byte[] bytes, MediaParts parts, byte[] other) {
        Part part = drawn(parts.all());
        return switch (kind) {
            case TRUNCATED, EMPTIED, BITS, BURST, ZEROED, GLUED, OVERWRITTEN -> anywhere(kind, bytes);
            case INDEX_BITS -> {
                Part index = drawn(
                        parts.all().stream().filter(each -> !each.isMedia()).toList(), part);
                yield bits(bytes, index.begin(), index.holdsOthers() ? index.contents() : index.end());
            }
            case SIZE -> {
                byte[] changed = bytes.clone();
                long size = extreme(part.end() - part.begin());
                parts.claim(changed, part, size);
                yield new Mutated(changed, part.type() + " claims " + size);
            }
            case DOUBLED -> new Mutated(replaced(parts, part, part.end(), part.end(), slice(bytes, part)), part.type());
            case REMOVED -> new Mutated(replaced(parts, part, part.begin(), part.end(), new byte[0]), part.type());
            case MOVED -> {
                Part place = drawn(parts.all());
                byte[] moved = replaced(parts, place, place.end(), place.end(), slice(bytes, part));
                MediaParts now = MediaParts.of(moved);
                yield now.all().stream()
                        .filter(each ->
                                each.begin() == part.begin() && each.type().equals(part.type()))
                        .findFirst()
                        .map(old -> new Mutated(
                                replaced(now, old, old.begin(), old.end(), new byte[0]),
                                part.type() + " to after " + place.type()))
                        .orElseGet(() -> new Mutated(moved, part.type() + " also after " + place.type()));
            }
            case RENAMED -> {
                byte[] changed = bytes.clone();
                Part name = drawn(parts.all());
                int at = typeAt(part);
                int length = Math.min(4, Math.min(bytes.length - at, bytes.length - typeAt(name)));
                System.arraycopy(bytes, typeAt(name), changed, at, length);
                yield new Mutated(changed, part.type() + " to " + name.type());
            }
            case SPLICED -> {
                MediaParts others = MediaParts.of(other);
                List<Part> like = others.all().stream()
                        .filter(each -> each.type().equals(part.type()))
                        .toList();
                Part theirs = like.isEmpty() || random.nextBoolean() ? drawn(others.all()) : drawn(like);
                yield new Mutated(
                        replaced(parts, part, part.begin(), part.end(), slice(other, theirs)),
                        theirs.type() + " for " + part.type());
            }
            case NUMBER -> {
                Part telling = drawn(
                        parts.all().stream()
                                .filter(each -> TELLING.contains(each.type()))
                                .toList(),
                        part);
                yield number(bytes, telling);
            }
        };
    }

    private Mutated anywhere(Kind kind, byte[] bytes) {
        int at = random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        return switch (kind) {
            case EMPTIED -> new Mutated(new byte[0], "");
            case TRUNCATED -> new Mutated(Arrays.copyOf(bytes, at), "at " + at);
            case BURST, SIZE, DOUBLED, REMOVED, MOVED, RENAMED, SPLICED, NUMBER -> {
                byte[] noise = new byte[Math.min(1 + random.nextInt(64), bytes.length - at)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, changed, at, noise.length);
                yield new Mutated(changed, "%d at %d".formatted(noise.length, at));
            }
            case BITS, INDEX_BITS -> bits(bytes, 0, bytes.length);
            case ZEROED -> {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(4_096));
                Arrays.fill(changed, at, end, (byte) 0);
                yield new Mutated(changed, "%d to %d".formatted(at, end));
            }
            case GLUED -> {
                byte[] text = hostileText();
                ByteBuffer glued = ByteBuffer.allocate(text.length + bytes.length);
                yield new Mutated(glued.put(text).put(bytes).array(), "text");
            }
            case OVERWRITTEN -> {
                byte[] text = hostileText();
                System.arraycopy(text, 0, changed, at, Math.min(text.length, bytes.length - at));
                yield new Mutated(changed, "at " + at);
            }
        };
    }

    private Mutated bits(byte[] bytes, int from, int to) {
        byte[] changed = bytes.clone();
        int count = 1 + random.nextInt(6);
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int at = from + random.nextInt(Math.max(1, to - from));
            changed[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            told.append(at).append(' ');
        }
        return new Mutated(changed, told.toString().strip());
    }

    private Mutated number(byte[] bytes, Part part) {
        int width = part.end() - part.contents() >= Integer.BYTES ? Integer.BYTES : 1;
        int room = part.end() - part.contents() - width;
        if (room < 0) {
            return new Mutated(bytes, "nothing in " + part.type());
        }
        int offset = random.nextInt(room + 1);
        // Tables are of words, records like avcC are not.
        offset = random.nextInt(4) == 0 ? offset : offset / Integer.BYTES * Integer.BYTES;
        ByteBuffer changed = ByteBuffer.wrap(bytes.clone());
        int at = part.contents() + offset;
        long value = extreme(width == 1 ? changed.get(at) : changed.getInt(at));
        if (width == 1) {
            changed.put(at, (byte) value);
        } else {
            changed.putInt(at, (int) value);
        }
        return new Mutated(changed.array(), "%s+%d to %d".formatted(part.type(), offset, value));
    }

    private long extreme(long now) {
        return switch (random.nextInt(4)) {
            case 0 -> now + random.nextInt(-16, 17);
            case 1 -> Integer.toUnsignedLong(random.nextInt());
            default -> EXTREMES[random.nextInt(EXTREMES.length)];
        };
    }

    /** Mostly those that hold them tell their new size. */
    private byte[] replaced(MediaParts parts, Part part, int from, int to, byte[] replacement) {
        return parts.replaced(part, from, to, replacement, random.nextInt(4) > 0);
    }

    private byte[] hostileText() {
        List<String> texts = HostileFiles.texts("/etc/hostname");
        return texts.get(random.nextInt(texts.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static int typeAt(Part part) {
        return part.sizeAt() == part.begin() ? part.begin() + Integer.BYTES : part.begin();
    }

    private static byte[] slice(byte[] bytes, Part part) {
        return Arrays.copyOfRange(bytes, part.begin(), part.end());
    }

    private Part drawn(List<Part> parts) {
        return parts.get(random.nextInt(parts.size()));
    }

    private Part drawn(List<Part> parts, Part fallback) {
        return parts.isEmpty() ? fallback : drawn(parts);
    }
}
