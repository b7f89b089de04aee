package dev.videocompilation.worker.testmedia;

import dev.videocompilation.worker.testmedia.MediaParts.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that would have a reader open other files or addresses. */
public final class HostileFiles {
    private static final String ADDRESS = "http://127.0.0.1:9/secret.ts";
    /** MP3 frames of the AVI below are longer. */
    private static final int GAB2_HEADER_BYTES = 17;

    /** The name of one that readers which follow absolute paths do follow. */
    public static final String ALIAS = "QuickTime whose samples lie in a file that an alias names";

    private HostileFiles() {}

    /** Texts that a reader takes for lists of media: HLS, DASH, SMIL, SDP, ffconcat and others. */
    static List<String> texts(String outside) {
        return List.of(
                "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n%s\n#EXT-X-ENDLIST\n".formatted(outside),
                "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n%s\n#EXT-X-ENDLIST\n".formatted(ADDRESS),
                "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"%s\"\n#EXTINF:9,\n%s\n".formatted(outside, ADDRESS),
                "#EXTM3U\n#EXT-X-MAP:URI=\"%s\"\n#EXTINF:9,\nsegment.ts\n".formatted(outside),
                "\uFEFF#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nconcat:%s|%s\n".formatted(outside, outside),
                "ffconcat version 1.0\nfile '%s'\n".formatted(outside),
                "file '%s'\nduration 1\n".formatted(outside),
                "file 'subfile,,start,0,end,9,,:%s'\n".formatted(outside),
                ("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period>"
                                + "<AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\"><BaseURL>file://%s</BaseURL>"
                                + "<SegmentList><SegmentURL media=\"%s\"/></SegmentList></Representation></AdaptationSet></Period></MPD>")
                        .formatted(outside, outside),
                "<smil><body><video src=\"%s\"/></body></smil>".formatted(outside),
                "<?xml version=\"1.0\"?><CompositionPlaylist xmlns=\"http://www.smpte-ra.org/schemas/2067-3/2013\"/>",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
                "[playlist]\nFile1=%s\nNumberOfEntries=1\n".formatted(outside),
                "[Reference]\nRef1=%s?MSWMExt=.asf\n".formatted(ADDRESS),
                "RTSPtextrtsp://127.0.0.1:9/secret\n",
                "# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n",
                ";FFMETADATA1\ntitle=%s\n".formatted(outside),
                "[Script Info]\nScriptType: v4.00+\n[Fonts]\nfontname: %s\n".formatted(outside));
    }

    /**
     * Writes them all.
     *
     * @param outside a file that none of them may have opened
     * @return by what they are
     */
    public static Map<String, Path> in(Path directory, Path outside) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String text : texts(outside.toString())) {
            files.put(
                    "text " + (files.size() + 1) + ", "
                            + text.lines().findFirst().orElse(""),
                    text.getBytes(StandardCharsets.UTF_8));
        }
        Path film = TestMedia.clip(1).file();
        byte[] mp4 = bytes(film);
        files.put("QuickTime whose samples lie at an address", withReference(mp4, url(outside)));
        files.put(ALIAS, withReference(mp4, alias(outside, 0)));
        files.put("QuickTime whose samples lie in a folder above", withReference(mp4, alias(outside, 2)));
        files.put("QuickTime that refers to another film", referringTo(outside, mp4));
        files.put(
                "MP4 behind a box with a playlist",
                joined(box("free", texts(outside.toString()).getFirst().getBytes(StandardCharsets.UTF_8)), mp4));
        files.put(
                "playlist with an MP4 behind it",
                joined(texts(outside.toString()).getFirst().getBytes(StandardCharsets.UTF_8), mp4));
        files.put(
                "MP4 with addresses in its metadata",
                derived(
                        film,
                        "addresses.mp4",
                        "-c",
                        "copy",
                        "-metadata",
                        "comment=" + ADDRESS,
                        "-metadata",
                        "title=file://" + outside,
                        "-metadata",
                        "artist=concat:" + outside));
        files.put(
                "Matroska with an attachment",
                derived(
                        film,
                        "attachment.mkv",
                        "-c",
                        "copy",
                        "-attach",
                        film.toString(),
                        "-metadata:s:t",
                        "mimetype=application/x-truetype-font",
                        "-metadata:s:t",
                        "filename=../../" + outside));
        Path avi = TestMedia.derived(film, "plain.avi", "-c:v", "mpeg4", "-c:a", "libmp3lame", "-b:a", "128k");
        for (int text : List.of(0, 1, 5)) {
            files.put(
                    "AVI whose subtitles are text " + (text + 1),
                    withSubtitles(bytes(avi), texts(outside.toString()).get(text)));
        }
        files.put("picture", derived(film, "still.png", "-frames:v", "1"));
        files.put("animation", derived(film, "moving.gif", "-frames:v", "5"));
        files.put("transport stream", derived(film, "plain.ts", "-c", "copy"));
        return written(directory, files);
    }

    private static Map<String, Path> written(Path directory, Map<String, byte[]> files) {
        Map<String, Path> written = new LinkedHashMap<>();
        files.forEach((name, bytes) -> {
            try {
                written.put(name, Files.write(directory.resolve("hostile-%02d".formatted(written.size() + 1)), bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return written;
    }

    private static byte[] derived(Path film, String name, String... arguments) {
        return bytes(TestMedia.derived(film, name, arguments));
    }

    /** The same film, whose samples its first data reference places elsewhere (ISO/IEC 14496-12, 8.7.2). */
    private static byte[] withReference(byte[] mp4, byte[] reference) {
        MediaParts parts = MediaParts.of(mp4);
        Part dref = part(parts, "dref");
        byte[] changed = box("dref", joined(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}, reference));
        return parts.replaced(dref, dref.begin(), dref.end(), changed, true);
    }

    private static byte[] url(Path outside) {
        return box("url ", ("\0\0\0\0file://" + outside + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An alias of the old Mac OS, as far as readers understand it: its last record (type 2) is the path.
     *
     * @param levelsUp from the film to the folder that both have in common; 0 where the path is absolute
     */
    private static byte[] alias(Path outside, int levelsUp) {
        byte[] path = outside.toString().replace('/', ':').getBytes(StandardCharsets.UTF_8);
        byte[] name = "secret".getBytes(StandardCharsets.UTF_8);
        ByteBuffer alias = ByteBuffer.allocate(4 + 150 + 4 + path.length + path.length % 2 + 4);
        alias.position(4 + 10 + 1 + 27 + 12);
        alias.put((byte) name.length).put(name).position(4 + 10 + 1 + 27 + 12 + 1 + 63 + 16);
        alias.putShort((short) levelsUp).putShort((short) Math.min(1, levelsUp));
        alias.position(4 + 150);
        alias.putShort((short) 2).putShort((short) path.length).put(path);
        alias.position(alias.capacity() - 4);
        alias.putShort((short) -1).putShort((short) 0);
        return box("alis", alias.array());
    }

    /** An index that holds nothing but the address of another film (QuickTime File Format, reference movies). */
    private static byte[] referringTo(Path outside, byte[] mp4) {
        byte[] address = (outside + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer reference = ByteBuffer.allocate(12 + address.length);
        reference
                .putInt(0)
                .put("url ".getBytes(StandardCharsets.US_ASCII))
                .putInt(address.length)
                .put(address);
        byte[] descriptor = box("rmda", box("rdrf", reference.array()));
        MediaParts parts = MediaParts.of(mp4);
        Part header = part(parts, "mvhd");
        return parts.replaced(header, header.end(), header.end(), box("rmra", descriptor), true);
    }

    /** The AVI's sound becomes subtitles of the kind (GAB2) that hold a whole file, which a reader probes. */
    private static byte[] withSubtitles(byte[] avi, String text) {
        byte[] changed = avi.clone();
        MediaParts parts = MediaParts.of(avi);
        Part header = parts.all().stream()
                .filter(part -> part.type().equals("strh"))
                .skip(1)
                .findFirst()
                .orElseThrow();
        ByteBuffer fields = ByteBuffer.wrap(changed).position(header.contents());
        fields.put("txts".getBytes(StandardCharsets.US_ASCII)).putInt(0);
        for (Part chunk : parts.all()) {
            if (chunk.type().equals("01wb")) {
                int room = chunk.end() - chunk.contents();
                byte[] held = text.getBytes(StandardCharsets.UTF_8);
                if (room >= GAB2_HEADER_BYTES + held.length) {
                    ByteBuffer subtitles =
                            ByteBuffer.wrap(changed, chunk.contents(), room).order(ByteOrder.LITTLE_ENDIAN);
                    subtitles.put("GAB2\0".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2);
                    subtitles
                            .putInt(0)
                            .putShort((short) 4)
                            .putInt(room - GAB2_HEADER_BYTES)
                            .put(held);
                    while (subtitles.hasRemaining()) {
                        subtitles.put((byte) '\n');
                    }
                }
            }
        }
        return changed;
    }

    private static Part part(MediaParts parts, String type) {
        return parts.all().stream()
                .filter(part -> part.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] box(String type, byte[] contents) {
        return ByteBuffer.allocate(8 + contents.length)
                .putInt(8 + contents.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(contents)
                .array();
    }

    private static byte[] joined(byte[]... all) {
        List<byte[]> pieces = new ArrayList<>(List.of(all));
        ByteBuffer joined = ByteBuffer.allocate(
                pieces.stream().mapToInt(piece -> piece.length).sum());
        pieces.forEach(joined::put);
        return joined.array();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
