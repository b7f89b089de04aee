package dev.videocompilation.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileOptions;
import dev.videocompilation.contract.job.OutputSpec;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.PlanText;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that nobody here made, from {@code shared/corpus} beside the repository or above it, or {@code -Dclips.corpus=DIR}. */
class RealClipsTest {
    private static final Set<ErrorCode> FAULTS_OF_A_CLIP =
            Set.of(ErrorCode.CLIP_UNSUPPORTED, ErrorCode.CLIP_UNREADABLE, ErrorCode.CLIP_TRUNCATED);

    @TempDir
    Path scratch = Path.of("");

    private Path corpus = Path.of("");

    @BeforeEach
    void findTheCorpus() {
        Path found = corpus();
        if (found == null) {
            System.out.println("RealClipsTest is skipped: there is no folder shared/corpus beside the repository.");
        }
        Assumptions.assumeTrue(found != null, "no folder shared/corpus");
        corpus = Stream.ofNullable(found).findFirst().orElseThrow();
    }

    @Test
    void joinsAndProvesOrRefusesByNameWhateverThreeAreDrawn() throws IOException {
        int draws = Integer.getInteger("clips.draws", 8);
        Random random = new Random(Long.getLong("clips.seed", 7));
        List<ClipFile> clips = clips("story", "mixed");
        int joined = 0;
        for (int draw = 0; draw < draws; draw++) {
            Collections.shuffle(clips, random);
            List<ClipFile> three = clips.subList(0, 3);
            String names = three.toString();
            try {
                JoinedVideo video = TestEngine.joiner().join(JoinRequest.of(three), scratch, new JoinObserver() {});
                assertThat(TestMedia.pictureHashes(video.video().file()))
                        .as(names)
                        .hasSize(video.plan().frames());
                joined++;
            } catch (RejectedException e) {
                assertThat(e.code()).as("%s: %s", names, e.getMessage()).isIn(FAULTS_OF_A_CLIP);
                assertThat(e.clip()).as(names).isPresent();
            }
        }
        assertThat(joined).isPositive();
    }

    @Test
    void saysOfEachClipAloneWhatBecomesOfItOrWhyNothingDoes() throws IOException {
        Map<String, String> said = new TreeMap<>();
        for (ClipFile clip : clips("story", "mixed")) {
            try {
                said.put(
                        clip.ref().label(),
                        PlanText.of(TestEngine.joiner()
                                .plan(JoinRequest.of(List.of(clip)))
                                .plan()));
            } catch (RejectedException e) {
                said.put(clip.ref().label(), e.code().toString());
            }
        }
        assertThat(said.get("frog.mp4")).contains("pictures: copied");
        assertThat(said.get("sample_edit_list.mp4")).contains("re-encoded (edit list: ");
        assertThat(said.get("frog.webm")).contains("re-encoded (container: Matroska or WebM, not MP4)");
    }

    @Test
    void joinsTheStory() throws IOException {
        JoinedVideo joined = TestEngine.joiner().join(JoinRequest.of(clips("story")), scratch, new JoinObserver() {});

        assertThat(joined.plan().clips()).hasSize(3);
        assertThat(joined.video().greatestOffsetMs()).isLessThan(0.1);
    }

    @Test
    void bringsSoundToItsLoudnessThatHasToBeHeldDownByFarMoreThanItsPeaksAllow() throws IOException {
        // Handling noise some 25 dB above the rest.
        CompileOptions options = CompileOptions.DEFAULT.withNormalizeLoudness(true);

        JoinedVideo joined = TestEngine.joiner()
                .join(new JoinRequest(clips("story"), OutputSpec.DEFAULT, options), scratch, new JoinObserver() {});

        assertThat(PlanText.of(joined.plan())).contains("with its peaks held down");
    }

    @Test
    void refusesEveryMalformedClipByName() throws IOException {
        for (ClipFile clip : clips("malformed")) {
            try {
                TestEngine.joiner().join(JoinRequest.of(List.of(clip)), scratch, new JoinObserver() {});
            } catch (RejectedException e) {
                assertThat(e.code()).as(e.getMessage()).isIn(FAULTS_OF_A_CLIP);
                assertThat(e.clip()).contains(clip.ref());
            }
        }
    }

    private List<ClipFile> clips(String... folders) throws IOException {
        List<ClipFile> clips = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(corpus.resolve(folder))) {
                for (Path file : files.sorted().toList()) {
                    Path copy = scratch.resolve("clip-%04d.mp4".formatted(clips.size() + 1));
                    Files.copy(file, copy);
                    clips.add(new ClipFile(ClipRef.file(String.valueOf(file.getFileName())), copy));
                }
            }
        }
        return clips;
    }

    private static @Nullable Path corpus() {
        String given = System.getProperty("clips.corpus");
        if (given != null) {
            return Files.isDirectory(Path.of(given, "story")) ? Path.of(given) : null;
        }
        try {
            for (Path folder = Path.of("").toRealPath(); folder != null; folder = folder.getParent()) {
                if (Files.isDirectory(folder.resolve("shared/corpus/story"))) {
                    return folder.resolve("shared/corpus");
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
