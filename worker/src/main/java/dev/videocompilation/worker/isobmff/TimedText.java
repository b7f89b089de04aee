package dev.videocompilation.worker.isobmff;

import dev.videocompilation.worker.isobmff.Boxes.Box;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** 3GPP Timed Text (3GPP TS 26.245, chapter 5): how texts are shown, and the texts themselves. */
public final class TimedText {
    static final String FORMAT = "tx3g";

    private static final int FONT = 1;
    private static final String FONT_NAME = "Sans-Serif";
    /** Points; players scale the text as they like. */
    private static final int FONT_SIZE = 18;

    private static final int CENTRED = 1;
    private static final int AT_THE_BOTTOM = 0xFF;
    private static final long OPAQUE_WHITE = 0xFFFF_FFFFL;

    private TimedText() {}

    /** What a sample entry has ahead of its boxes (5.16): no scrolling, no background, the whole picture as the text's box. */
    static byte[] fields(int width, int height) {
        BoxBytes fields = new BoxBytes().zeros(6).u16(1).u32(0);
        fields.raw(new byte[] {CENTRED, (byte) AT_THE_BOTTOM}).u32(0);
        fields.u16(0).u16(0).u16(height).u16(width);
        // The style of all characters (5.17.1.1): from, to, font, face and size, colour.
        fields.u16(0).u16(0).u16(FONT).raw(new byte[] {0, FONT_SIZE}).u32(OPAQUE_WHITE);
        return fields.toBytes();
    }

    /** The table of fonts (5.16). */
    static List<Box> boxes() {
        byte[] name = FONT_NAME.getBytes(StandardCharsets.US_ASCII);
        byte[] table = new BoxBytes()
                .u16(1)
                .u16(FONT)
                .raw(new byte[] {(byte) name.length})
                .raw(name)
                .toBytes();
        return List.of(new Box("ftab", ByteBuffer.wrap(table)));
    }

    /**
     * A sample (5.17): the text's length in bytes, then the text in UTF-8.
     *
     * @param text empty where none is shown; 65,535 bytes at most
     */
    public static byte[] sample(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xFFFF) {
            throw new IllegalArgumentException("a text of %d bytes".formatted(bytes.length));
        }
        return new BoxBytes().u16(bytes.length).raw(bytes).toBytes();
    }
}
