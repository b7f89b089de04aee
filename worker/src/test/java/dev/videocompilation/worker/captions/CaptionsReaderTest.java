package dev.videocompilation.worker.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a file of captions, and what is refused with its line. */
class CaptionsReaderTest {
    private static final String SRT = """
            1
            00:00:01,000 --> 00:00:02,500
            Olá, <b>São Paulo</b>!

            2
            00:01:02,003 --> 01:00:00,000 X1:40 X2:600
            um
              dois <font color="#fff">três</font>

            """;

    private static final String WEB = """
            WEBVTT - a title
            Kind: captions

            NOTE two
            lines

            STYLE
            ::cue { color: lime }

            REGION
            id:fred

            intro
            00:01.000 --> 00:02.500 align:start position:10%
            <v Mary>Ol&aacute; &amp; <c.loud>adeus</c> <00:01.500>&lt;b&gt;

            01:00:00.000 --> 01:00:01.000
            fim
            """;

    private static List<Cue> read(String text) {
        return CaptionsReader.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsSubRip() {
        assertThat(read(SRT))
                .containsExactly(new Cue(1_000, 2_500, "Olá, São Paulo!"), new Cue(62_003, 3_600_000, "um\ndois três"));
    }

    @Test
    void readsWebVtt() {
        assertThat(read(WEB))
                .containsExactly(new Cue(1_000, 2_500, "Ol&aacute; & adeus <b>"), new Cue(3_600_000, 3_601_000, "fim"));
    }

    @Test
    void takesEveryLineEndAndByteOrderMark() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            String text = "\uFEFF" + SRT.replace("\n", end);
            assertThat(read(text)).isEqualTo(read(SRT));
            assertThat(CaptionsReader.parse(text.getBytes(StandardCharsets.UTF_16LE)))
                    .isEqualTo(read(SRT));
            assertThat(CaptionsReader.parse(text.getBytes(StandardCharsets.UTF_16BE)))
                    .isEqualTo(read(SRT));
        }
    }

    @Test
    void needsNoNumbersAndNoLastLineEnd() {
        assertThat(read("00:00:01.000 --> 00:00:02,000\na\n\n\n0:0:03,000-->0:00:04.000\nb".replace("0:0:", "0:00:")))
                .containsExactly(new Cue(1_000, 2_000, "a"), new Cue(3_000, 4_000, "b"));
    }

    @Test
    void leavesOutCuesWithoutText() {
        assertThat(read("00:00:01,000 --> 00:00:02,000\n<i> </i>\n\n00:00:03,000 --> 00:00:04,000\nb"))
                .containsExactly(new Cue(3_000, 4_000, "b"));
    }

    @Test
    void keepsWhatOnlyLooksLikeMarkup() {
        assertThat(read("00:00:01,000 --> 00:00:02,000\n{\\an8}1 < 2 > 0 %{pts} <br> &amp; {a}"))
                .containsExactly(new Cue(1_000, 2_000, "1 < 2 > 0 %{pts} <br> &amp; {a}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "WEBVTT",
                "line 1 |hello",
                "line 1 |1",
                "line 2 |1\n00:00:01,000 -> 00:00:02,000\na",
                "line 1 |one\n00:00:01,000 --> 00:00:02,000\na",
                "line 1 |00:00:01,00 --> 00:00:02,000\na",
                "line 1 |00:60:01,000 --> 01:00:02,000\na",
                "line 1 |00:00:02,000 --> 00:00:02,000\na",
                "line 1 |-1:00:02,000 --> 00:00:02,000\na",
                "line 4 |1\n00:00:01,000 --> 00:00:02,000\na\n00:00:03,000 --> 00:00:04,000\nb",
                "line 4 |00:00:01,000 --> 00:00:02,000\na\n\nb",
                "line 2 |WEBVTT\n00:01.000 --> 00:02.000\na",
                "line 4 |WEBVTT\n\nNOTE\n00:01.000 --> 00:02.000\na",
                "line 2 |00:00:01,000 --> 00:00:02,000\na\u0000b",
            })
    void refusesWhatCannotBeUnderstoodAndNamesTheLine(String content) {
        String line = content.contains("|")
                ? content.substring(0, content.indexOf('|')).strip()
                : "no cue";
        String text = content.substring(content.indexOf('|') + 1);

        // A first line of the parameters' own would be counted, so it is cut off above.
        assertThatThrownBy(() -> read(text))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CAPTIONS_UNREADABLE))
                .extracting(RejectedException::getMessage)
                .asString()
                .contains(line);
    }

    @Test
    void refusesAnotherEncoding() {
        byte[] latin = "00:00:01,000 --> 00:00:02,000\nOlá\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> CaptionsReader.parse(latin))
                .hasMessage("line 2 of the captions is not UTF-8: save the file as UTF-8");
        byte[] cut = ("\uFEFF" + SRT).getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> CaptionsReader.parse(java.util.Arrays.copyOf(cut, cut.length - 1)))
                .hasMessageContaining("is not UTF-16LE");
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> CaptionsReader.parse(new byte[CaptionsReader.MOST_BYTES + 1]))
                .hasMessageContaining("larger than 1048576 bytes");
        assertThatThrownBy(() -> read("00:00:01,000 --> 00:00:02,000\n" + "a".repeat(1_001)))
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> read("00:00:01,000 --> 00:00:02,000\na\n\n".repeat(10_001)))
                .hasMessageContaining("line 30001");
    }

    @Test
    void throwsNothingButTheNamedError() {
        Random random = new Random(1);
        byte[][] seeds = {
            SRT.getBytes(StandardCharsets.UTF_8),
            WEB.getBytes(StandardCharsets.UTF_8),
            ("\uFEFF" + SRT).getBytes(StandardCharsets.UTF_16LE)
        };
        String[] bits = {"-->", "\n", "\r", "<", ">", "{\\", "&amp;", "00:00:01,000", "WEBVTT", "NOTE", "999:59:59.999"
        };
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] content = seeds[round % seeds.length].clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                int at = random.nextInt(content.length);
                if (random.nextBoolean()) {
                    content[at] = (byte) random.nextInt(256);
                } else {
                    byte[] bit = bits[random.nextInt(bits.length)].getBytes(StandardCharsets.UTF_8);
                    System.arraycopy(bit, 0, content, at, Math.min(bit.length, content.length - at));
                }
            }
            try {
                List<Cue> cues = CaptionsReader.parse(content);
                CaptionTrack.of("und", cues, 1 + random.nextInt(5_000_000));
                assertThat(cues).isNotEmpty().noneMatch(cue -> cue.text().isBlank());
                read++;
            } catch (RejectedException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CAPTIONS_UNREADABLE);
            }
        }
        assertThat(read).isPositive();
    }
}
