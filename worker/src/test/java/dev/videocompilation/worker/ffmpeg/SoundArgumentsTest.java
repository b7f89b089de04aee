package dev.videocompilation.worker.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.plan.SoundPlan;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoundArgumentsTest {
    /** Linux lets no single argument be longer (MAX_ARG_STRLEN). */
    private static final int LONGEST_ARGUMENT_BYTES = 128 << 10;

    @Test
    void opensEachClipByTheNameThatTheWorkerMadeAndByAForcedDemuxer() {
        List<String> arguments = encode(plan(SyntheticClips.clips(2)));

        assertThat(arguments)
                .containsSubsequence("-f", "mov", "-i", "file:clip-0001.mp4", "-f", "mov", "-i", "file:clip-0002.mp4")
                .containsSubsequence("-map", "[sound]", "-c:a", "aac", "-b:a", "128k")
                .endsWith("-f", "mp4", "file:out.mp4")
                .contains("-xerror")
                .doesNotContain("-safe", "-c");
        assertThat(arguments).filteredOn("-protocol_whitelist"::equals).hasSize(2);
    }

    @Test
    void fitsEachSoundToItsPicturesToTheSample() {
        CompilePlan plan = plan(List.of(
                SyntheticClips.clip(1, new Rational(1, 30_000), 1_001, 30, 44_100),
                SyntheticClips.clip(2, new Rational(1, 30_000), 1_001, 30, 44_100)));

        // 30 frames are 44,144.1 samples and 60 are 88,288.2.
        assertThat(graph(plan))
                .isEqualTo("[0:a:0]aresample=44100:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,"
                        + "apad=whole_len=44144,atrim=end_sample=44144,asetpts=N/SR/TB[s0];"
                        + "[1:a:0]aresample=44100:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,"
                        + "apad=whole_len=44144,atrim=end_sample=44144,asetpts=N/SR/TB[s1];"
                        + "[s0][s1]concat=n=2:v=0:a=1,asettb=1/44100,asetpts=N[sound]");
    }

    @Test
    void givesAClipWithoutSoundSilenceAndOpensItNot() {
        CompilePlan plan = plan(List.of(
                SyntheticClips.withoutAudio(SyntheticClips.clip(1)), SyntheticClips.clip(2), SyntheticClips.clip(3)));

        assertThat(encode(plan)).filteredOn("-i"::equals).hasSize(2);
        assertThat(graph(plan))
                .startsWith("anullsrc=sample_rate=48000:channel_layout=stereo,aformat=")
                .contains("[s0];[0:a:0]aresample=48000", "[s1];[1:a:0]aresample=48000");
        assertThat(SoundArguments.clipOfInput(plan, 0))
                .contains(plan.clips().get(1).clip());
        assertThat(SoundArguments.clipOfInput(plan, 1))
                .contains(plan.clips().get(2).clip());
        assertThat(SoundArguments.clipOfInput(plan, 2)).isEmpty();
    }

    @Test
    void keepsEveryArgumentWithinTheSystemsLimitForAThousandClips() {
        assertThat(encode(plan(SyntheticClips.clips(1_000))))
                .allSatisfy(argument -> assertThat(argument.length()).isLessThan(LONGEST_ARGUMENT_BYTES));
    }

    private static List<String> encode(CompilePlan plan) {
        return SoundArguments.encode(plan, (SoundPlan.Exact) plan.sound(), "out.mp4");
    }

    private static String graph(CompilePlan plan) {
        return SoundArguments.graph(plan, (SoundPlan.Exact) plan.sound());
    }

    private static CompilePlan plan(List<ProbedClip> clips) {
        Planning planning = new CompilePlanner().plan(clips);
        assertThat(planning).isInstanceOf(Planning.Planned.class);
        return ((Planning.Planned) planning).plan();
    }
}
