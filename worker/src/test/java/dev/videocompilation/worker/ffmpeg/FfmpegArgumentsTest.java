package dev.videocompilation.worker.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.CompilePlanner;
import dev.videocompilation.worker.plan.Planning;
import dev.videocompilation.worker.probe.ProbedClip;
import dev.videocompilation.worker.probe.Rational;
import dev.videocompilation.worker.testmedia.SyntheticClips;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FfmpegArgumentsTest {
    /** Linux lets no single argument be longer (MAX_ARG_STRLEN). */
    private static final int LONGEST_ARGUMENT_BYTES = 128 << 10;

    @Test
    void addsUpNoErrorOverAThousandClipsOfAThirdOfASecond() {
        CompilePlan plan = plan(IntStream.rangeClosed(1, 1_000)
                .mapToObj(id -> SyntheticClips.clip(id, new Rational(1, 3), 1, 1, 48_000))
                .toList());

        BigDecimal end = BigDecimal.ZERO;
        int clips = 0;
        for (String line : FfmpegArguments.list(plan).lines().toList()) {
            if (line.startsWith("duration ")) {
                end = end.add(new BigDecimal(line.substring("duration ".length())));
                clips++;
                BigDecimal error = end.multiply(BigDecimal.valueOf(3))
                        .subtract(BigDecimal.valueOf(clips))
                        .abs();
                assertThat(error).as("3 times the error after %d clips", clips).isLessThan(new BigDecimal("0.0000016"));
            }
        }
        assertThat(clips).isEqualTo(1_000);
    }

    @Test
    void namesEachClipByTheNameThatTheWorkerMade() {
        assertThat(FfmpegArguments.list(plan(SyntheticClips.clips(2)))).isEqualTo("""
                        ffconcat version 1.0
                        file clip-0001.mp4
                        duration 1.000000
                        file clip-0002.mp4
                        duration 1.000000
                        """);
    }

    @Test
    void copiesPicturesAndMakesSoundAnewForSeveralClips() {
        List<String> arguments = FfmpegArguments.join(plan(SyntheticClips.clips(3)), "out.mp4");

        assertThat(arguments)
                .containsSubsequence(
                        "-i", "file:clips.ffconcat", "-i", "file:clip-0001.mp4", "-i", "file:clip-0002.mp4")
                .containsSubsequence("-map", "0:v:0", "-c:v", "copy", "-map", "[sound]", "-c:a", "aac")
                .containsSubsequence("-video_track_timescale", "15360")
                .containsSubsequence("-movflags", "+faststart")
                .endsWith("file:out.mp4")
                .doesNotContain("-safe", "-c");
        assertThat(arguments).filteredOn("-protocol_whitelist"::equals).hasSize(4);
    }

    @Test
    void fitsEachSoundToItsPicturesToTheSample() {
        CompilePlan plan = plan(List.of(
                SyntheticClips.clip(1, new Rational(1, 30_000), 1_001, 30, 44_100),
                SyntheticClips.clip(2, new Rational(1, 30_000), 1_001, 30, 44_100)));

        // 30 frames are 44,144.1 samples and 60 are 88,288.2.
        assertThat(FfmpegArguments.soundGraph(plan))
                .isEqualTo("[1:a:0]aresample=44100:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,"
                        + "apad=whole_len=44144,atrim=end_sample=44144,asetpts=N/SR/TB[s0];"
                        + "[2:a:0]aresample=44100:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,"
                        + "apad=whole_len=44144,atrim=end_sample=44144,asetpts=N/SR/TB[s1];"
                        + "[s0][s1]concat=n=2:v=0:a=1,asettb=1/44100,asetpts=N[sound]");
    }

    @Test
    void copiesEverythingOfAClipThatStandsAlone() {
        List<String> arguments = FfmpegArguments.join(plan(SyntheticClips.clips(1)), "out.mp4");

        assertThat(arguments).containsSubsequence("-map", "0:v:0", "-map", "0:a:0", "-c", "copy");
        assertThat(arguments).filteredOn("-i"::equals).hasSize(1);
    }

    @Test
    void takesNoSoundWhereThereIsNone() {
        List<ProbedClip> silent = SyntheticClips.clips(2).stream()
                .map(SyntheticClips::withoutAudio)
                .toList();

        assertThat(FfmpegArguments.join(plan(silent), "out.mp4")).doesNotContain("-c:a", "-filter_complex");
    }

    @Test
    void keepsEveryArgumentWithinTheSystemsLimitForAThousandClips() {
        assertThat(FfmpegArguments.join(plan(SyntheticClips.clips(1_000)), "out.mp4"))
                .allSatisfy(argument -> assertThat(argument.length()).isLessThan(LONGEST_ARGUMENT_BYTES));
    }

    private static CompilePlan plan(List<ProbedClip> clips) {
        Planning planning = new CompilePlanner().plan(clips);
        assertThat(planning).isInstanceOf(Planning.Planned.class);
        return ((Planning.Planned) planning).plan();
    }
}
