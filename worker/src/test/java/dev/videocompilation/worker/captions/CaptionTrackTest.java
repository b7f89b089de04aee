package dev.videocompilation.worker.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cues as a track needs them: in order, within the video, one at a time. */
class CaptionTrackTest {
    @Test
    void sortsAndCutsToTheVideo() {
        CaptionTrack track = CaptionTrack.of(
                "pt-BR", List.of(new Cue(4_000, 6_000, "c"), new Cue(5_000, 9_000, "d"), new Cue(0, 500, "a")), 5_000);

        assertThat(track.cues()).containsExactly(new Cue(0, 500, "a"), new Cue(4_000, 5_000, "c"));
        assertThat(track.cutAway()).isEqualTo(1);
    }

    @Test
    void showsThoseThatOverlapTogether() {
        CaptionTrack track = CaptionTrack.of(
                "und",
                List.of(new Cue(0, 3_000, "long"), new Cue(1_000, 2_000, "short"), new Cue(3_000, 4_000, "next")),
                9_000);

        assertThat(track.cues())
                .containsExactly(
                        new Cue(0, 1_000, "long"),
                        new Cue(1_000, 2_000, "long\nshort"),
                        new Cue(2_000, 3_000, "long"),
                        new Cue(3_000, 4_000, "next"));
    }

    @Test
    void refusesCaptionsOfAnotherVideoAndTooManyAtATime() {
        assertThatThrownBy(() -> CaptionTrack.of("und", List.of(new Cue(5_000, 6_000, "a")), 5_000))
                .hasMessageContaining("begin after the video's end at 5.000 s");
        assertThatThrownBy(() -> CaptionTrack.of("und", Collections.nCopies(11, new Cue(1_000, 2_000, "a")), 5_000))
                .hasMessageContaining("shown together at 1.000 s");
    }
}
