package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    @Test
    void numbersCountAsNumbers() {
        assertThat(List.of("clip10.mp4", "clip2.mp4", "clip1.mp4").stream().sorted(new NaturalOrder()))
                .containsExactly("clip1.mp4", "clip2.mp4", "clip10.mp4");
    }

    @Test
    void longerNumbersThanAnyTypeHoldsAreCompared() {
        assertThat(List.of("20000000000000000000000001", "3", "20000000000000000000000000").stream()
                        .sorted(new NaturalOrder()))
                .containsExactly("3", "20000000000000000000000000", "20000000000000000000000001");
    }

    @Test
    void caseDoesNotSeparate() {
        assertThat(List.of("b.mp4", "A.mp4", "a.mp4", "C.mp4").stream().sorted(new NaturalOrder()))
                .containsExactly("A.mp4", "a.mp4", "b.mp4", "C.mp4");
    }

    @Test
    void leadingZerosDecideOnlyBetweenEqualNumbers() {
        assertThat(List.of("2", "010", "01", "1", "0").stream().sorted(new NaturalOrder()))
                .containsExactly("0", "01", "1", "2", "010");
    }

    @Test
    void theShorterNameComesFirst() {
        assertThat(new NaturalOrder().compare("clip", "clip1")).isNegative();
        assertThat(new NaturalOrder().compare("", "a")).isNegative();
        assertThat(new NaturalOrder().compare("same", "same")).isZero();
    }
}
