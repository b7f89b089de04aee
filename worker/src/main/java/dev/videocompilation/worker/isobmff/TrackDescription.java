package dev.videocompilation.worker.isobmff;

import dev.videocompilation.worker.isobmff.Boxes.Box;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a player must know of a track before its first sample: how the samples are coded (the sample description, ISO/IEC 14496-12,
 * 8.5.2) and how they are shown (the track header, 8.3.2). What it takes from a QuickTime file it writes as ISO has it.
 */
public final class TrackDescription {
    /** The handler of pictures. */
    public static final String VIDEO = TrackKind.VIDEO.handler();
    /** The handler of sound. */
    public static final String SOUND = TrackKind.SOUND.handler();

    private static final long MOST_INDEX_BYTES = 64L << 20;
    /** Fields of a sample entry ahead of the boxes that it holds: 12.1.3 and 12.2.3. */
    private static final int VISUAL_BYTES = 78;

    private static final int AUDIO_BYTES = 28;
    /** What is kept of a visual entry beside its configuration; bit rates (btrt) would be those of one clip. */
    private static final Set<String> KEPT = Set.of(
            "avcC", "hvcC", "lhvC", "pasp", "colr", "mdcv", "clli", "fiel", "st3d", "sv3d", "dvcC", "dvvC", "dvwC");

    /** Of these, what tells of a picture more than its coding and its samples' shape do. */
    private static final Set<String> PRESENTATION =
            Set.of("lhvC", "colr", "mdcv", "clli", "st3d", "sv3d", "dvcC", "dvvC", "dvwC");

    private static final int SIZE_BYTES = 8;
    /** Neither turned nor moved. */
    private static final byte[] UPRIGHT = new BoxBytes()
            .u32(1 << 16)
            .zeros(12)
            .u32(1 << 16)
            .zeros(12)
            .u32(1 << 30)
            .toBytes();

    /** In version 0 of mvhd (8.2.2) and of tkhd. */
    private static final int MOVIE_MATRIX_AT = 36;

    private static final int TRACK_MATRIX_AT = 40;
    /** A colr of QuickTime's: its type, then three codes of 16 bits. */
    private static final int NCLC_BYTES = 10;
    /** ISO's: the same, and the range. */
    private static final int NCLX_BYTES = 11;

    private static final int NCLX = 0x6E636C78;
    private static final int AAC_FRAME_SAMPLES = 1_024;
    private static final int TERMINATOR_BYTES = 8;

    private final TrackKind kind;
    private final String format;
    private final byte[] fields;
    private final List<Box> boxes;
    /** The end of the track's header: the matrix, then width and height as 16.16 numbers. */
    private final ByteBuffer geometry;

    private final TrackLanguage language;

    private TrackDescription(
            TrackKind kind,
            String format,
            byte[] fields,
            List<Box> boxes,
            ByteBuffer geometry,
            TrackLanguage language) {
        this.kind = kind;
        this.format = format;
        this.fields = fields;
        this.boxes = List.copyOf(boxes);
        this.geometry = geometry;
        this.language = language;
    }

    /**
     * That of 3GPP Timed Text (3GPP TS 26.245), white and centred at the bottom of the pictures.
     *
     * @param width of the pictures
     * @param height of the pictures
     * @param languageTag a BCP 47 tag
     */
    public static TrackDescription timedText(int width, int height, String languageTag) {
        return new TrackDescription(
                TrackKind.TEXT,
                TimedText.FORMAT,
                TimedText.fields(width, height),
                TimedText.boxes(),
                ByteBuffer.wrap(new BoxBytes()
                        .raw(UPRIGHT)
                        .u16(width)
                        .u16(0)
                        .u16(height)
                        .u16(0)
                        .toBytes()),
                TrackLanguage.of(languageTag));
    }

    /**
     * Reads that of the file's first track of a kind.
     *
     * @param handler {@link #VIDEO} or {@link #SOUND}
     * @return empty where there is no such track, it has more than one sample description or one with a clean aperture, or its index makes
     *     no sense
     */
    public static Optional<TrackDescription> read(Path file, String handler) throws IOException {
        Optional<IsoBoxes.Box> moov = IsoBoxes.read(file).first("moov");
        if (moov.isEmpty() || moov.get().sizeBytes() > MOST_INDEX_BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) moov.get().sizeBytes());
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining() && channel.read(bytes, moov.get().offset() + bytes.position()) >= 0) {
                // The channel may give less than was asked for.
            }
        }
        Boxes movie = Boxes.of(bytes.flip()).in("moov").children(0);
        Optional<byte[]> turn = matrix(movie.in("mvhd"), MOVIE_MATRIX_AT);
        return movie.all("trak").stream()
                .filter(track -> handler.equals(handler(track)))
                .findFirst()
                .flatMap(track -> parse(handler, track, turn));
    }

    /** The matrix of a header whose version 0 has it at that place; version 1 has three longer fields ahead. */
    private static Optional<byte[]> matrix(Box header, int place) {
        ByteBuffer fields = header.contents();
        int at = matrixAt(fields, place);
        if (fields.remaining() < at + DisplayMatrix.BYTES) {
            return Optional.empty();
        }
        byte[] matrix = new byte[DisplayMatrix.BYTES];
        fields.duplicate().position(at).get(matrix);
        return Optional.of(matrix);
    }

    private static int matrixAt(ByteBuffer fields, int place) {
        return fields.hasRemaining() && fields.get(0) == 1 ? place + 12 : place;
    }

    private static String handler(Box track) {
        ByteBuffer fields = track.children(0).in("mdia").children(0).in("hdlr").contents();
        if (fields.remaining() < 12) {
            return "";
        }
        byte[] handler = new byte[4];
        fields.duplicate().position(8).get(handler);
        return new String(handler, StandardCharsets.ISO_8859_1);
    }

    private static Optional<TrackDescription> parse(String handler, Box track, Optional<byte[]> turn) {
        ByteBuffer header = track.children(0).in("tkhd").contents();
        Box descriptions = track.children(0)
                .in("mdia")
                .children(0)
                .in("minf")
                .children(0)
                .in("stbl")
                .children(0)
                .in("stsd");
        List<Box> entries = descriptions.children(8).all();
        int sizeAt = matrixAt(header, TRACK_MATRIX_AT) + DisplayMatrix.BYTES;
        // A clean aperture (clap) hides the picture's edges, which no other clip's share of the track could be spared.
        boolean cropped = handler.equals(VIDEO)
                && entries.stream()
                        .anyMatch(entry ->
                                entry.children(VISUAL_BYTES).first("clap").isPresent());
        if (entries.size() != 1 || cropped || header.remaining() < sizeAt + SIZE_BYTES) {
            return Optional.empty();
        }
        byte[] own = matrix(track.children(0).in("tkhd"), TRACK_MATRIX_AT).orElseThrow();
        Box entry = entries.get(0);
        int fieldBytes = handler.equals(VIDEO) ? VISUAL_BYTES : AUDIO_BYTES;
        if (entry.contents().remaining() < fieldBytes) {
            return Optional.empty();
        }
        byte[] fields = new byte[fieldBytes];
        entry.contents().duplicate().get(fields);
        return Optional.of(new TrackDescription(
                handler.equals(VIDEO) ? TrackKind.VIDEO : TrackKind.SOUND,
                entry.type(),
                handler.equals(VIDEO) ? isoVisual(fields) : isoAudio(fields, entry.contents()),
                handler.equals(VIDEO) ? visual(entry) : audio(entry, fields),
                ByteBuffer.wrap(new BoxBytes()
                        .raw(turn.map(movie -> DisplayMatrix.product(own, movie))
                                .orElse(own))
                        .raw(header.slice(sizeAt, SIZE_BYTES))
                        .toBytes()),
                TrackLanguage.UNDETERMINED));
    }

    private static List<Box> visual(Box entry) {
        return entry.children(VISUAL_BYTES).all().stream()
                .filter(box -> KEPT.contains(box.type()))
                .toList();
    }

    /** The elementary stream descriptor, which QuickTime puts after more fields (version 1), or within another box (wave). */
    private static List<Box> audio(Box entry, byte[] fields) {
        int moreBytes = switch (fields[9]) {
            case 1 -> 16;
            case 2 -> 36;
            default -> 0;
        };
        Boxes boxes = entry.children(AUDIO_BYTES + moreBytes);
        Optional<Box> own = boxes.first("esds");
        return (own.isPresent() ? own : boxes.in("wave").children(0).first("esds"))
                .stream().toList();
    }

    /** Zeros where ISO has them and QuickTime its vendor, its qualities and the encoder's name. */
    private static byte[] isoVisual(byte[] fields) {
        byte[] iso = fields.clone();
        Arrays.fill(iso, 8, 24, (byte) 0);
        Arrays.fill(iso, 42, 74, (byte) 0);
        return withDataReference(iso);
    }

    /** All samples lie in the file itself, which its only data reference says. */
    private static byte[] withDataReference(byte[] fields) {
        fields[6] = 0;
        fields[7] = 1;
        return fields;
    }

    /** As version 0; QuickTime's version 2 has the rate as a double and the channels after the fields that all versions have. */
    private static byte[] isoAudio(byte[] fields, ByteBuffer entry) {
        ByteBuffer iso = ByteBuffer.wrap(withDataReference(fields.clone()));
        if (fields[9] == 2 && entry.remaining() >= AUDIO_BYTES + 16) {
            double rate = entry.getDouble(entry.position() + AUDIO_BYTES + 4);
            iso.putShort(16, (short) entry.getInt(entry.position() + AUDIO_BYTES + 12));
            iso.putInt(24, rate < 1 << 16 ? (int) (long) rate << 16 : 0);
        }
        iso.putShort(8, (short) 0);
        iso.putShort(18, (short) 16);
        iso.putShort(20, (short) 0).putShort(22, (short) 0);
        return iso.array();
    }

    /** The sample entry's four characters: {@code avc1}, {@code hvc1}, {@code mp4a}. */
    public String format() {
        return format;
    }

    TrackKind kind() {
        return kind;
    }

    TrackLanguage language() {
        return language;
    }

    /** The contents of a box that the sample entry holds, such as {@code avcC}. */
    public Optional<ByteBuffer> box(String type) {
        return boxes.stream()
                .filter(box -> box.type().equals(type))
                .map(Box::contents)
                .map(ByteBuffer::slice)
                .findFirst();
    }

    /** The same with other contents of a box that the sample entry holds. */
    public TrackDescription with(String type, byte[] contents) {
        List<Box> changed = new ArrayList<>();
        for (Box box : boxes) {
            changed.add(box.type().equals(type) ? new Box(type, ByteBuffer.wrap(contents)) : box);
        }
        return new TrackDescription(kind, format, fields, changed, geometry, language);
    }

    /**
     * The same with its colour as ISO tells it. QuickTime tells colour without a range flag (nclc), and ISO's nclx (12.1.5) has one.
     *
     * @param full whether the samples have the full range
     */
    public TrackDescription withRange(boolean full) {
        Optional<ByteBuffer> colour = box("colr").filter(contents -> contents.remaining() == NCLC_BYTES);
        return colour.isEmpty()
                ? this
                : with(
                        "colr",
                        new BoxBytes()
                                .ascii("nclx")
                                .raw(colour.get().slice(4, 6))
                                .raw(new byte[] {(byte) (full ? 0b1000_0000 : 0)})
                                .toBytes());
    }

    /** What the sample entry tells of colour, light and space besides the coding; equal boxes, equal text. */
    public String presentation() {
        StringBuilder text = new StringBuilder();
        for (Box box : boxes) {
            if (PRESENTATION.contains(box.type())) {
                byte[] contents = new byte[box.contents().remaining()];
                box.contents().duplicate().get(contents);
                text.append(box.type())
                        .append(HexFormat.of().formatHex(contents))
                        .append(' ');
            }
        }
        return text.toString();
    }

    /** The sample entry as a box. */
    void writeEntry(BoxBytes bytes, MovieForm form) {
        bytes.box(format, entry -> {
            if (form == MovieForm.QUICKTIME && kind == TrackKind.SOUND) {
                writeQuickTimeSound(entry);
            } else {
                entry.raw(fields);
                boxes.forEach(box -> entry.box(box.type(), inner -> inner.raw(contents(box, form))));
            }
        });
    }

    /** Without the range, which QuickTime's colour (nclc) has no place for: it is then the limited one. */
    private static ByteBuffer contents(Box box, MovieForm form) {
        ByteBuffer contents = box.contents().slice();
        boolean limited = box.type().equals("colr")
                && contents.remaining() == NCLX_BYTES
                && contents.getInt(0) == NCLX
                && contents.get(NCLC_BYTES) == 0;
        return form == MovieForm.QUICKTIME && limited
                ? ByteBuffer.wrap(
                        new BoxBytes().ascii("nclc").raw(contents.slice(4, 6)).toBytes())
                : contents;
    }

    /**
     * A sound description of version 1 ("Sound Sample Description (Version 1)"): compressed sound of varying packet sizes, whose
     * elementary stream descriptor stands within the decompression parameters (wave).
     */
    private void writeQuickTimeSound(BoxBytes entry) {
        ByteBuffer head = ByteBuffer.wrap(fields.clone());
        head.putShort(8, (short) 1).putShort(20, (short) -2);
        entry.raw(head.array());
        entry.u32(AAC_FRAME_SAMPLES).u32(0).u32(0).u32(2);
        entry.box("wave", wave -> {
            wave.box("frma", frma -> frma.ascii(format));
            wave.box(format, version -> version.zeros(4));
            boxes.forEach(box -> wave.box(box.type(), inner -> inner.raw(box.contents())));
            wave.u32(TERMINATOR_BYTES).zeros(4);
        });
    }

    /** The end of a track header: the matrix, then width and height as 16.16 numbers. */
    void writeGeometry(BoxBytes bytes) {
        bytes.raw(geometry);
    }
}
