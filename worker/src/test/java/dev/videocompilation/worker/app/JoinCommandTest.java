package dev.videocompilation.worker.app;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class JoinCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void joinsClipsAndTellsThePlanAndTheProof() throws IOException {
        Path output = folder.resolve("out.mp4");

        int code = join(first(), second(), "-o", output);

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("2 clips, 2.000 s, 60 frames", "proven: 60 frames", output.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(TestMedia.pictureHashes(output)).hasSize(60);
        assertThat(files()).containsExactly("out.mp4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space.mp4",
                "it's \"quoted\".mp4",
                "a:b:c.mp4",
                "100%d%n%s.mp4",
                "two\nlines.mp4",
                "-y.mp4",
                "file:x.mp4",
                "$(id);`id`|&.mp4",
                "\u00e4\u00f6\u00fc \u732b.mp4",
                "no-extension",
                "back\\slash.mp4"
            })
    void joinsClipsWhateverTheirNames(String name) throws IOException {
        Path odd = Files.copy(clip(1).file(), folder.resolve(name));
        Path output = folder.resolve("out of " + name + ".mp4");

        int code = join(odd, odd, "-o", output);

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(TestMedia.pictureHashes(output)).hasSize(60);
    }

    @Test
    void takesANameWithALeadingDashBehindTwoDashes() {
        int code = join("--explain", "--", "-no-such-clip.mp4");

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("-no-such-clip.mp4 does not exist");
    }

    @Test
    void keepsAnExistingOutputUnlessForced() throws IOException {
        Path output = Files.writeString(folder.resolve("out.mp4"), "precious");

        assertThat(join(first(), second(), "-o", output)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("exists").contains("--force");
        assertThat(output).hasContent("precious");

        assertThat(join(first(), second(), "-o", output, "--force")).isEqualTo(ExitCode.OK);
        assertThat(TestMedia.pictureHashes(output)).hasSize(60);
        assertThat(files()).containsExactly("out.mp4");
    }

    @Test
    void neverReplacesOneOfItsClipsEvenWhenForced() throws IOException {
        Path own = Files.copy(first(), folder.resolve("clip.mp4"));
        Path link = Files.createSymbolicLink(folder.resolve("link.mp4"), own);
        byte[] before = Files.readAllBytes(own);

        assertThat(join(own, second(), "-o", own, "--force")).isEqualTo(ExitCode.USAGE);
        assertThat(join(own, second(), "-o", link, "--force")).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains("is one of the clips");
        assertThat(own).hasBinaryContent(before);
    }

    @Test
    void reEncodesAClipThatDoesNotFitAndSaysWhy() throws IOException {
        int code = join(first(), clip(1).size(128, 96).file(), "-o", folder.resolve("out.mp4"));

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("re-encoded (picture size: 128x96, not 160x90");
        assertThat(files()).containsExactly("out.mp4");
    }

    @Test
    void letsClipsGiveWayToOneAnother() throws IOException {
        Path output = folder.resolve("out.mp4");

        assertThat(join(first(), second(), "-o", output, "--transition", "wipe:300"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);

        assertThat(out.toString()).contains("51 frames");
        assertThat(TestMedia.pictureHashes(output)).hasSize(51);
    }

    @ParameterizedTest
    @CsvSource({
        "melt, there is no transition melt; choose one of cut",
        "fade:50, 'a transition takes 100 to 5000 milliseconds, not 50'",
        "fade:long, 'a transition takes 100 to 5000 milliseconds, not long'",
        "fade:2000, TRANSITION_NOT_POSSIBLE"
    })
    void refusesATransitionThatIsNone(String transition, String said) throws IOException {
        int code = join(first(), second(), "-o", folder.resolve("out.mp4"), "--transition", transition);

        assertThat(code).isNotEqualTo(ExitCode.OK);
        assertThat(err.toString()).contains(said);
        assertThat(files()).isEmpty();
    }

    @Test
    void drawsTextsAndAddsATrackOfCaptions() throws IOException {
        Path output = folder.resolve("out.mp4");
        Path captions = Files.writeString(folder.resolve("c.srt"), "00:00:00,100 --> 00:00:00,900\nolá\n");

        int code = join(
                first(),
                second(),
                "-o",
                output,
                "--overlay",
                "Só hoje, às 9h: 50%@top,0.5-0.8",
                "--captions",
                captions,
                "--captions-language",
                "pt-BR");

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(
                        "text from 0.500 to 0.800 s: Só hoje",
                        "às 9h: 50%",
                        "captions: a track of 1 text, language pt-BR");
        assertThat(TestMedia.ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", output.toString()))
                .containsExactly("h264", "aac", "mov_text");
    }

    @ParameterizedTest
    @CsvSource({
        "--overlay-size, 60, --overlay-size is 1 to 50",
        "--overlay-color, red, '--overlay-color is #RRGGBB, not red'",
        "--captions, no-such-file.srt, no-such-file.srt is no file that can be read",
        "--captions-mode, sung, 'must be track or burned, is sung'",
    })
    void refusesTextsThatAreWishedWrongly(String option, String value, String said) {
        int code = join(first(), "--explain", "--overlay", "a", option, value);

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void skipsABadClipWhereAskedToAndNamesIt() throws IOException {
        Path note = Files.writeString(folder.resolve("note.mp4"), "not a video at all");

        int code = join(first(), note, second(), "-o", folder.resolve("out.mp4"), "--on-bad-clip", "skip");

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("2 clips, 2.000 s", "skipped: CLIP_UNREADABLE: ", "note.mp4");
        assertThat(join(first(), "--explain", "--on-bad-clip", "drop")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--on-bad-clip is fail or skip, not drop");
    }

    @Test
    void leavesNothingBehindWhenAClipCannotBeRead() throws IOException {
        Path damaged = Files.write(folder.resolve("damaged.mp4"), new byte[] {0, 0, 0, 8, 'f', 't', 'y', 'p'});

        int code = join(first(), damaged, "-o", folder.resolve("out.mp4"));

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).startsWith("video-worker: CLIP_UNREADABLE: ").contains("damaged.mp4");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(files()).containsExactly("damaged.mp4");
    }

    @Test
    void makesTheFormatThatTheNameEndsInAndTheQualityThatIsAskedFor() throws IOException {
        Path output = folder.resolve("out.WebM");

        int code = join(first(), second(), "--quality", "low", "--max-size", "1MiB", "-o", output);

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(
                        "then as WebM",
                        "pictures encoded as VP9 160x90 at CRF 38 (quality low; WebM holds no h264)",
                        "sound encoded as Opus 64 kbit/s",
                        "each beside the join's");
        assertThat(files()).containsExactly("out.WebM");
        assertThat(TestMedia.ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", output.toString()))
                .containsExactly("vp9", "opus");
    }

    @Test
    void explainsWhatBecomesOfTheJoin() {
        int code = join(first(), second(), "--explain", "--format", "avi", "--quality", "medium");

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("then as AVI: pictures encoded as MPEG-4 part 2", "MP3 128 kbit/s");
    }

    @Test
    void saysThatNameAndFormatDiffer() throws IOException {
        int code = join(first(), "--format", "webm", "-o", folder.resolve("out.mp4"));

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("out.mp4 ends in .mp4, and --format asks for webm");
        assertThat(join(first(), "--format", "mp3", "-o", folder.resolve("out")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(join(first(), "--quality", "best", "-o", folder.resolve("out")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(join(first(), "--max-size", "8MB", "-o", folder.resolve("out")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains(
                        "'mp3' is not one of mp4, mov",
                        "'best' is not one of high, medium",
                        "'8MB' is not a size such as");
        assertThat(files()).isEmpty();
    }

    @Test
    void explainsThePlanAndMakesNothing() throws IOException {
        List<String> temporaryBefore = temporary();

        int code = join(first(), second(), "--explain", "-o", folder.resolve("out.mp4"));

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("2 clips, 2.000 s, 60 frames", "pictures: copied", "sound: copied");
        assertThat(files()).isEmpty();
        assertThat(temporary()).isEqualTo(temporaryBefore);
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() throws IOException {
        Path clip = first();
        assertThat(join(clip)).isEqualTo(ExitCode.USAGE);
        assertThat(join(clip, "-o", folder)).isEqualTo(ExitCode.USAGE);
        assertThat(join(clip, "-o", folder.resolve("none/out.mp4"))).isEqualTo(ExitCode.USAGE);
        assertThat(join(folder, "-o", folder.resolve("out.mp4"))).isEqualTo(ExitCode.USAGE);
        assertThat(join(folder.resolve("none.mp4"), "-o", folder.resolve("out.mp4")))
                .isEqualTo(ExitCode.USAGE);

        assertThat(err.toString())
                .contains(
                        "say where the result goes",
                        folder + " is a folder; name a file in it",
                        "none is not a folder that can be written to",
                        folder + " is a folder, not a file",
                        "none.mp4 does not exist");
        assertThat(files()).isEmpty();
    }

    private int join(Object... arguments) {
        List<String> all = new ArrayList<>(List.of("join"));
        Stream.of(arguments).map(Object::toString).forEach(all::add);
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private static Path first() {
        return clip(1).variant(1).file();
    }

    private static Path second() {
        return clip(1).variant(2).file();
    }

    private List<String> files() throws IOException {
        return names(folder);
    }

    private static List<String> temporary() throws IOException {
        return names(Path.of(System.getProperty("java.io.tmpdir"))).stream()
                .filter(name -> name.startsWith(".video-worker-join-"))
                .toList();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
