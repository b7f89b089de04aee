package dev.videocompilation.worker.lettering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines by the font's own measures. */
class TextLinesTest {
    private static final BundledFont FONT = BundledFont.get();

    @Test
    void measuresByTheFontsOwnWidths() {
        // DejaVu Sans 2.37 has 2,048 units to the em: A 1,401, i 569.
        assertThat(FONT.width("A", 2_048)).isCloseTo(1_401, within(0.001));
        assertThat(FONT.width("Ai", 2_048)).isCloseTo(1_970, within(0.001));
        assertThat(FONT.has('ç')).isTrue();
        assertThat(FONT.has(0x1F9FF)).isFalse();
        assertThat(FONT.lineHeight()).isCloseTo(1.164, within(0.001));
    }

    @Test
    void breaksBetweenWordsAndWithinAWordThatIsTooLong() {
        double room = FONT.width("uma linha de", 20);

        assertThat(TextLines.of("uma linha de texto longo\ncurta", 20, room))
                .containsExactly("uma linha de", "texto longo", "curta");
        assertThat(TextLines.of("iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 20, FONT.width("iiiiiiiiii", 20)))
                .isEqualTo(List.of("iiiiiiiiii", "iiiiiiiiii", "iiiiiiiiii", "iiiiiiiiii"));
    }

    @Test
    void showsOneCharacterALineWhereThereIsNoRoom() {
        assertThat(TextLines.of("ab😀", 20, 1)).containsExactly("a", "b", "😀");
        assertThat(TextLines.of(" \n ", 20, 100)).isEmpty();
    }

    @Test
    void setsRightToLeftTextInTheOrderInWhichItStands() {
        assertThat(TextLines.of("שלום (אב)", 20, 1_000)).containsExactly("(בא) םולש");
        assertThat(TextLines.of("a שלום b", 20, 1_000)).containsExactly("a םולש b");
    }
}
