package dev.videocompilation.worker.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerSnifferTest {
    @ParameterizedTest
    @ValueSource(strings = {"ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp", "uuid"})
    void knowsIsoMediaByItsFirstBox(String box) {
        assertThat(sniff("\0\0\0\u0018" + box + "isom")).isEqualTo(Container.ISO_BMFF);
    }

    @Test
    void knowsTheOtherContainersByTheirFirstBytes() {
        assertThat(sniff("\u001aE\u00df\u00a3 webm")).isEqualTo(Container.MATROSKA);
        assertThat(sniff("RIFF1234AVI LIST")).isEqualTo(Container.AVI);
        assertThat(sniff("OggS\0\u0002")).isEqualTo(Container.OGG);
        assertThat(sniff("FLV\u0001")).isEqualTo(Container.FLV);
        assertThat(sniff("\0\0\u0001\u00ba!")).isEqualTo(Container.MPEG_PS);
        byte[] transport = new byte[564];
        transport[0] = transport[188] = transport[376] = 0x47;
        assertThat(ContainerSniffer.sniff(transport)).isEqualTo(Container.MPEG_TS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U\n#EXT-X-VERSION:3\nhttp://example.com/a.ts\n",
                "#EXT-X-TARGETDURATION:10\n",
                "ffconcat version 1.0\nfile 'a.mp4'\n",
                "file 'a.mp4'\nfile 'b.mp4'\n",
                "<?xml version=\"1.0\"?><MPD/>",
                "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">",
                "<smil><body/></smil>",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\n",
                "[playlist]\nFile1=http://example.com/a.mp3\n",
                "[Reference]\nRef1=http://example.com/\n"
            })
    void knowsPlaylistsHoweverTheyBegin(String text) {
        for (String prefix : new String[] {"", " \r\n\t", "\uFEFF", "\uFEFF \n", " \uFEFF"}) {
            for (String shown : new String[] {text, text.toUpperCase(java.util.Locale.ROOT)}) {
                assertThat(ContainerSniffer.sniff((prefix + shown).getBytes(StandardCharsets.UTF_8)))
                        .as(prefix + shown)
                        .isEqualTo(Container.PLAYLIST);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\0", "hello, world", "ID3\u0004", "\u0089PNG\r\n\u001a\n", "RIFF1234WAVEfmt ", "GIF89a"})
    void takesNothingElseForAContainer(String text) {
        assertThat(sniff(text)).isEqualTo(Container.UNKNOWN);
    }

    @Test
    void readsNoFurtherThanThereIs() {
        byte[] whole = "\0\0\0\u0018ftypisom".getBytes(StandardCharsets.ISO_8859_1);

        for (int length = 0; length < 8; length++) {
            assertThat(ContainerSniffer.sniff(Arrays.copyOf(whole, length))).isEqualTo(Container.UNKNOWN);
        }
    }

    private static Container sniff(String bytes) {
        return ContainerSniffer.sniff(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
