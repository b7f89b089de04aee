package dev.videocompilation.worker.probe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells a container by its first bytes, so that a demuxer can be forced and a playlist refused, whatever the file's name. */
final class ContainerSniffer {
    /** How many first bytes decide. */
    static final int HEAD_BYTES = 1024;

    private static final Set<String> FIRST_BOXES =
            Set.of("ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp", "uuid");
    private static final List<String> PLAYLIST_STARTS = List.of(
            "#extm3u", "ffconcat", "<?xml", "<mpd", "<smil", "v=0", "[playlist]", "[reference]", "file ", "#ext");

    private static final Pattern MARKS_AND_SPACE = Pattern.compile("^[\\s\uFEFF]+");

    private ContainerSniffer() {}

    /** @param head the first {@link #HEAD_BYTES} bytes, or all where there are fewer */
    static Container sniff(byte[] head) {
        if (head.length >= 8 && FIRST_BOXES.contains(ascii(head, 4, 8))) {
            return Container.ISO_BMFF;
        }
        if (startsWith(head, 0x1A, 0x45, 0xDF, 0xA3)) {
            return Container.MATROSKA;
        }
        if (head.length >= 12
                && ascii(head, 0, 4).equals("RIFF")
                && ascii(head, 8, 12).equals("AVI ")) {
            return Container.AVI;
        }
        if (ascii(head, 0, 4).equals("OggS")) {
            return Container.OGG;
        }
        if (ascii(head, 0, 3).equals("FLV")) {
            return Container.FLV;
        }
        if (startsWith(head, 0, 0, 1, 0xBA)) {
            return Container.MPEG_PS;
        }
        if (head.length > 376 && head[0] == 0x47 && head[188] == 0x47 && head[376] == 0x47) {
            return Container.MPEG_TS;
        }
        String text = MARKS_AND_SPACE
                .matcher(new String(head, StandardCharsets.UTF_8))
                .replaceFirst("")
                .toLowerCase(Locale.ROOT);
        return PLAYLIST_STARTS.stream().anyMatch(text::startsWith) ? Container.PLAYLIST : Container.UNKNOWN;
    }

    private static String ascii(byte[] head, int from, int to) {
        return head.length < to ? "" : new String(head, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        if (head.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
