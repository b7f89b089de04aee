package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.Captions;
import dev.videocompilation.contract.job.CaptionsMode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputFormat;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.contract.job.Quality;
import dev.videocompilation.worker.captions.CaptionTrack;
import dev.videocompilation.worker.captions.CaptionsReader;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.CompilePlan;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.verify.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions as a track of their own: what players read is what the file says, and all else stays as it was. */
class CaptionsTest {
    private static final String SRT = """
            1
            00:00:00,040 --> 00:00:01,001
            Atenção: "50%" \\ 'não'

            2
            00:00:01,500 --> 00:00:03,999
            duas
            linhas
            """;

    @TempDir
    Path directory = Path.of("");

    private JoinedVideo join(String captions, String language, List<Path> files) throws IOException {
        return join(captions, language, files, OutputFormat.MP4);
    }

    private JoinedVideo join(String captions, String language, List<Path> files, OutputFormat format)
            throws IOException {
        return join(captions, language, files, format, CompileOptions.DEFAULT);
    }

    private JoinedVideo join(
            String captions, String language, List<Path> files, OutputFormat format, CompileOptions options)
            throws IOException {
        Path file = Files.writeString(directory.resolve("captions.txt"), captions);
        Path folder = Files.createTempDirectory(directory, "join-");
        return TestEngine.joiner()
                .join(
                        new JoinRequest(
                                TestEngine.clipsIn(folder, files),
                                new OutputSpec(format, Quality.HIGH),
                                options.withCaptions(new Captions("s3://media/a.srt", CaptionsMode.TRACK, language)),
                                Optional.of(file)),
                        folder,
                        new JoinObserver() {});
    }

    private static List<Path> twoClips() {
        return List.of(clip(2).variant(1).file(), clip(2).variant(2).file());
    }

    @Test
    void playersReadTheTextsTheTimesAndTheLanguage() throws IOException {
        JoinedVideo joined = join(SRT, "pt-BR", twoClips());

        Path output = joined.video().file();
        Path read = directory.resolve("read.srt");
        TestMedia.ffmpeg(List.of("-i", output.toString(), "-map", "0:s", read.toString()));
        assertThat(CaptionsReader.read(read)).isEqualTo(CaptionsReader.read(directory.resolve("captions.txt")));
        assertThat(TestMedia.ffprobe(
                        "-select_streams",
                        "s",
                        "-show_entries",
                        "stream=codec_name,codec_tag_string:stream_tags=language:stream_disposition=default",
                        "-of",
                        "csv=p=0",
                        output.toString()))
                .containsExactly("mov_text,tx3g,1,por");
        assertThat(PlanText.of(joined.plan())).contains("captions: a track of 2 texts, language pt-BR");
        assertThat(joined.plan().reEncoded().numerator()).isZero();
        assertThat(TestMedia.pictureHashes(output))
                .startsWith(TestMedia.pictureHashes(twoClips().getFirst()).toArray(new String[0]));
    }

    @Test
    void theyAreKeptWhereTheSoundIsBroughtToItsLoudness() throws IOException {
        JoinedVideo joined =
                join(SRT, "pt-BR", twoClips(), OutputFormat.MP4, CompileOptions.DEFAULT.withNormalizeLoudness(true));

        assertThat(joined.plan().captions()).isPresent();
        assertThat(TestMedia.ffprobe(
                        "-select_streams",
                        "s",
                        "-show_entries",
                        "stream=codec_name",
                        "-of",
                        "csv=p=0",
                        joined.video().file().toString()))
                .containsExactly("mov_text");
    }

    @Test
    void aSingleClipKeepsItsSound() throws IOException {
        JoinedVideo joined = join(
                "WEBVTT\n\n00:00.000 --> 00:09.000\nolá\n", "und", twoClips().subList(0, 1));

        assertThat(joined.plan().captions().map(CaptionTrack::cues).orElseThrow())
                .singleElement()
                .satisfies(cue -> assertThat(cue.toMs()).isEqualTo(2_000));
        assertThat(TestMedia.ffprobe(
                        "-show_entries",
                        "stream=codec_type",
                        "-of",
                        "csv=p=0",
                        joined.video().file().toString()))
                .containsExactly("video", "audio", "subtitle");
    }

    @Test
    void quickTimeHoldsThemToo() throws IOException {
        JoinedVideo joined = join(SRT, "de", twoClips(), OutputFormat.MOV);

        Path read = directory.resolve("read.srt");
        TestMedia.ffmpeg(List.of("-i", joined.video().file().toString(), "-map", "0:s", read.toString()));
        assertThat(CaptionsReader.read(read)).isEqualTo(CaptionsReader.read(directory.resolve("captions.txt")));
    }

    @Test
    void aFormatWithoutATrackForThemIsRefusedBeforeAnythingIsMade() {
        assertThatThrownBy(() -> join(SRT, "de", twoClips(), OutputFormat.MKV))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_SUPPORTED_YET))
                .extracting(RejectedException::getMessage)
                .asString()
                .contains("use the mode burned");
    }

    @Test
    void aDamagedTrackFailsTheProof() throws IOException {
        JoinedVideo joined = join(SRT, "pt-BR", twoClips());
        CompilePlan plan = joined.plan();
        byte[] good = Files.readAllBytes(joined.video().file());

        assertThat(verdict(plan, good, bytes -> {})).isEqualTo("proven");
        assertThat(verdict(plan, good, bytes -> bytes[place(bytes, "linhas")] = 'L'))
                .contains("caption 2 has another text");
        assertThat(verdict(plan, good, bytes -> bytes[place(bytes, "pt-BR") + 4] = 'T'))
                .contains("language is pt-BT, not pt-BR");
        assertThat(verdict(plan, good, bytes -> bytes[place(bytes, "sbtl") + 3] = 'x'))
                .contains("0 tracks of captions");
        // The first text's sample is the second: 40 ms of nothing come before it (stts: count, ticks).
        int times = place(good, "stts", place(good, "sbtl")) + 12;
        assertThat(verdict(plan, good, bytes -> bytes[times + 7] = 41)).contains("caption 1 is shown from 41 to");
    }

    @Test
    void anUnreadableFileIsRefusedBeforeAnythingIsMade() {
        assertThatThrownBy(() -> join("hello", "und", twoClips()))
                .asInstanceOf(type(RejectedException.class))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CAPTIONS_UNREADABLE));
    }

    private String verdict(CompilePlan plan, byte[] good, Consumer<byte[]> damage) throws IOException {
        byte[] bytes = good.clone();
        damage.accept(bytes);
        Path file = Files.write(directory.resolve("damaged.mp4"), bytes);
        return switch (TestEngine.verifier().verify(plan, file)) {
            case Verification.Proven proven -> "proven";
            case Verification.Disproven disproven -> String.join("; ", disproven.defects());
        };
    }

    private static int place(byte[] bytes, String text) {
        return place(bytes, text, 0);
    }

    private static int place(byte[] bytes, String text, int from) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
    }
}
