package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.demo.ContactSheet.Row;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

    @Test
    void everyJoinIsARowOfTheFramesBesideIt() {
        assertThat(ContactSheet.rows(List.of(120, 135, 150))).containsExactly(new Row(119, 120), new Row(254, 255));
    }

    @Test
    void oneClipShowsItsFirstAndLastFrame() {
        assertThat(ContactSheet.rows(List.of(120))).containsExactly(new Row(0, 119));
        assertThat(ContactSheet.rows(List.of(1))).containsExactly(new Row(0, 0));
    }

    @Test
    void manyClipsFillOneSheet() {
        assertThat(ContactSheet.rows(Collections.nCopies(100, 2))).hasSize(50).endsWith(new Row(99, 100));
    }
}
