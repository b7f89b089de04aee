package dev.videocompilation.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameComparisonTest {
    private static final List<ClipFrames> CLIPS = List.of(
            new ClipFrames("a.mp4", true, List.of("a0", "a1")),
            new ClipFrames("b.mp4", true, List.of("b0", "b1", "b2")));

    @Test
    void theClipsFramesOneAfterAnotherAreEqual() {
        FrameComparison comparison = FrameComparison.of(CLIPS, List.of("a0", "a1", "b0", "b1", "b2"));

        comparison.requireEqual();
        assertThat(comparison).hasToString("5 of 5 frames are equal");
    }

    @Test
    void anotherPictureIsNamedByVideoAndClip() {
        assertThatThrownBy(() -> FrameComparison.of(CLIPS, List.of("a0", "a1", "b0", "xx", "b2"))
                        .requireEqual())
                .isInstanceOf(DemoFailedException.class)
                .hasMessage("Only 4 of 5 frames are equal: frame 4 of the video, which is frame 2 of b.mp4,"
                        + " is another picture.");
    }

    @Test
    void aDroppedFrameShiftsTheRest() {
        FrameComparison comparison = FrameComparison.of(CLIPS, List.of("a0", "a1", "b1", "b2"));

        assertThat(comparison.equal()).isEqualTo(2);
        assertThat(comparison.difference())
                .hasValueSatisfying(
                        what -> assertThat(what).startsWith("frame 3 of the video, which is frame 1 of b.mp4"));
    }

    @Test
    void aMissingTailAndAFrameTooManyAreDifferences() {
        assertThat(FrameComparison.of(CLIPS, List.of("a0", "a1", "b0", "b1")).difference())
                .contains("frame 5 of the video, which is frame 3 of b.mp4, is missing");
        assertThat(FrameComparison.of(CLIPS, List.of("a0", "a1", "b0", "b1", "b2", "b2"))
                        .difference())
                .contains("the video has 6 frames, the clips have 5");
    }

    @Test
    void noFramesAtAllIsADifference() {
        assertThat(FrameComparison.of(CLIPS, List.of()).difference()).isPresent();
    }

    @Test
    void reEncodedClipsHaveWhatStandsBetweenTheCopiedOnes() {
        ClipFrames made = new ClipFrames("m.mp4", false, List.of());
        List<ClipFrames> clips = List.of(made, CLIPS.get(0), made, made, CLIPS.get(1), made);

        FrameComparison comparison =
                FrameComparison.of(clips, List.of("m0", "a0", "a1", "m1", "m2", "m3", "b0", "b1", "b2", "m4"));

        comparison.requireEqual();
        assertThat(comparison.frameCounts()).containsExactly(1, 2, 3, 0, 3, 1);
        assertThat(comparison.expected()).isEqualTo(5);
        assertThat(FrameComparison.of(clips, List.of("m0", "a0", "xx", "b0", "b1", "b2"))
                        .difference())
                .isPresent();
    }
}
