package dev.videocompilation.worker.pipeline;

import static dev.videocompilation.worker.testmedia.TestMedia.clip;
import static dev.videocompilation.worker.testmedia.TestMedia.derived;
import static org.assertj.core.api.Assertions.assertThat;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import dev.videocompilation.worker.plan.PictureTreatment;
import dev.videocompilation.worker.plan.PlannedClip;
import dev.videocompilation.worker.testmedia.Mutations;
import dev.videocompilation.worker.testmedia.TestEngine;
import dev.videocompilation.worker.testmedia.TestMedia;
import dev.videocompilation.worker.verify.VerifySettings.Decode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Valid clips of many kinds, each changed at random and joined with a good one: a proven video comes out, or a named refusal, in bounded
 * time, with no process and no file left. {@code -Dfuzz.cases=2000 -Dfuzz.seed=7} runs more and others, {@code -Dfuzz.first=123} from one
 * case on, {@code -Dfuzz.seeds=DIR} takes the files of a folder besides, {@code -Dfuzz.tell=true} prints every refusal.
 */
class MutationFuzzTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** A join runs some ten programs; no case may take as long as all their deadlines. */
    private static final Duration MOST = Duration.ofSeconds(90);

    private static final ClipRef SUBJECT = ClipRef.file("subject");
    private static final ClipRef OTHER = ClipRef.file("other");

    /** What may be wrong with a clip. */
    private static final Set<ErrorCode> OF_A_CLIP = Set.of(
            ErrorCode.CLIP_EMPTY,
            ErrorCode.CLIP_TRUNCATED,
            ErrorCode.CLIP_UNREADABLE,
            ErrorCode.CLIP_UNSUPPORTED,
            ErrorCode.CLIP_TOO_LARGE,
            ErrorCode.CLIPS_NOT_COMPATIBLE);

    /** What may become of a job beyond that, where the refusal says which clip or which limit. */
    private static final Set<ErrorCode> OF_A_JOB = Set.of(
            ErrorCode.ENGINE_TIMEOUT, ErrorCode.ENGINE_LIMIT, ErrorCode.ENGINE_FAILED, ErrorCode.RESULT_NOT_PROVEN);

    private static final Set<String> PROGRAMS = Set.of("ffmpeg", "ffprobe", "limited");

    @TempDir
    Path directory = Path.of("");

    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Test
    void joinsAndProvesOrRefusesByNameWhateverHasBecomeOfAClip() throws Exception {
        long seed = Long.getLong("fuzz.seed", 1);
        int first = Integer.getInteger("fuzz.first", 0);
        int cases = Integer.getInteger("fuzz.cases", 100);
        List<Path> seeds = seeds();
        List<String> failures = new ArrayList<>();
        long begin = System.nanoTime();
        for (int number = first; number < first + cases; number++) {
            Case drawn = drawn(seeds, seed, number);
            String outcome;
            try {
                outcome = run(drawn);
            } catch (AssertionError e) {
                outcome = "FAILED";
                failures.add("%s%n%s".formatted(drawn.told(), words(e)));
                System.out.println(failures.getLast());
            }
            outcomes.merge(outcome, 1, Integer::sum);
        }
        System.out.printf(
                "MutationFuzzTest: seed %d, cases %d to %d in %d s: %s%n",
                seed, first, first + cases - 1, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin), outcomes);
        assertThat(failures).isEmpty();
    }

    /**
     * One case, the same for the same numbers.
     *
     * @param told which, and what was done to which file
     * @param file the changed file
     * @param alone whether there is no other clip
     * @param last whether it comes after the other
     */
    private record Case(String told, Path file, boolean alone, boolean last, Decode decode) {}

    private Case drawn(List<Path> seeds, long seed, int number) throws IOException {
        Random random = new Random(seed * 1_000_003 + number);
        // Neighbouring numbers begin alike.
        random.nextLong();
        Path file = seeds.get(random.nextInt(seeds.size()));
        Path other = seeds.get(random.nextInt(seeds.size()));
        Path changed = directory.resolve("changed");
        String told = new Mutations(random).change(file, other, changed);
        int place = random.nextInt(10);
        return new Case(
                "seed %d, case %d: %s, %s".formatted(seed, number, file, told),
                changed,
                place < 2,
                place >= 7,
                random.nextInt(4) == 0 ? Decode.ALL : Decode.JOINS);
    }

    private static List<Path> seeds() throws IOException {
        Path plain = clip(0.5).bFrames(2).file();
        Path raw = clip(0.5).withoutAudio().file();
        List<Path> seeds = new ArrayList<>(List.of(
                plain,
                clip(0.5).fragmented().file(),
                clip(0.5).hevc().file(),
                clip(0.5).size(128, 96).timescale(90_000).file(),
                clip(0.5).audioCodec("libmp3lame").file(),
                clip(0.5).rotated(90),
                clip(1).gop(30).cutInsideGroup(0.5),
                clip(0.5).size(128, 96).interlaced().file(),
                raw,
                derived(plain, "faststart.mp4", "-c", "copy", "-movflags", "+faststart"),
                derived(plain, "pcm.mov", "-c:v", "copy", "-c:a", "pcm_s16le"),
                derived(plain, "copy.mkv", "-c", "copy"),
                derived(plain, "vp9.webm", "-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"),
                derived(plain, "mpeg4.avi", "-c:v", "mpeg4", "-c:a", "libmp3lame")));
        String more = System.getProperty("fuzz.seeds");
        if (more != null) {
            try (Stream<Path> files = Files.list(Path.of(more))) {
                files.sorted().forEach(seeds::add);
            }
        }
        return seeds;
    }

    private String run(Case drawn) throws Exception {
        Path folder = Files.createTempDirectory(directory, "case-");
        Path good = clip(0.5).bFrames(2).variant(3).file();
        List<ClipFile> clips = new ArrayList<>();
        clips.add(new ClipFile(SUBJECT, Files.move(drawn.file(), folder.resolve("clip-0001.mp4"))));
        if (!drawn.alone()) {
            Path copy = Files.createLink(folder.resolve("clip-0002.mp4"), good);
            clips.add(drawn.last() ? 0 : 1, new ClipFile(OTHER, copy));
        }
        String outcome = inTime(() -> outcome(clips, folder, good, drawn));
        assertThat(left()).as("processes left").isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .allMatch(name -> name.matches(
                            "(?:clip|made)-\\d{4}\\.mp4|sound\\.(?:mp4|graph)|output\\.mp4|silence\\.aac-frame"));
        }
        remove(folder);
        return outcome;
    }

    private String outcome(List<ClipFile> clips, Path folder, Path good, Case drawn) {
        try {
            JoinedVideo joined = TestEngine.joiner(TestMedia.binaries(), DEADLINE, drawn.decode())
                    .join(JoinRequest.of(clips), folder, new JoinObserver() {});
            requireRight(joined, good, drawn.decode());
            return "joined";
        } catch (RejectedException e) {
            requireNamed(e, folder);
            if (Boolean.getBoolean("fuzz.tell")) {
                System.out.printf("%s%n  %s: %s%n", drawn.told(), e.code(), e.getMessage());
            }
            return e.code().toString();
        }
    }

    /** Whatever the neighbour is, a good clip's pictures come out untouched; and where all was decoded, all of it decodes. */
    private static void requireRight(JoinedVideo joined, Path good, Decode decode) {
        List<String> found = TestMedia.pictureHashes(joined.video().file());
        int from = 0;
        for (PlannedClip clip : joined.plan().clips()) {
            boolean copied = clip.treatment() instanceof PictureTreatment.Copied;
            if (clip.clip().ref().equals(OTHER) && copied) {
                // What is damaged within a clip that is copied may be missing where not all was decoded for the proof.
                boolean begins = from == 0;
                int count = clip.frames();
                assertThat(found).as("frames").hasSizeGreaterThanOrEqualTo(count);
                assertThat(begins ? found.subList(0, count) : found.subList(found.size() - count, found.size()))
                        .as("the good clip's pictures")
                        .isEqualTo(TestMedia.pictureHashes(good));
            }
            from += clip.frames();
        }
        if (decode == Decode.ALL) {
            assertThat(found).as("frames").hasSize(joined.plan().frames());
        }
    }

    private static void requireNamed(RejectedException refusal, Path folder) {
        String message = Objects.requireNonNull(refusal.getMessage());
        assertThat(message)
                .as("the refusal %s", refusal.code())
                .doesNotContain(folder.toString())
                .matches(text -> text.chars().noneMatch(Character::isISOControl), "has no control characters");
        if (OF_A_CLIP.contains(refusal.code())) {
            assertThat(refusal.clip()).as(message).contains(SUBJECT);
        } else {
            assertThat(refusal.code()).as(message).isIn(OF_A_JOB);
            assertThat(message).containsAnyOf(SUBJECT.label(), "_LIMIT", "_DEADLINE");
        }
    }

    private static String inTime(Callable<String> work) throws Exception {
        FutureTask<String> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name("case").start(task);
        try {
            return task.get(MOST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError hang = new AssertionError("took longer than %d s: %s"
                    .formatted(
                            MOST.toSeconds(),
                            Arrays.stream(thread.getStackTrace())
                                    .map(Object::toString)
                                    .collect(Collectors.joining("\n  "))));
            thread.interrupt();
            thread.join();
            throw hang;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError wrong) {
                throw wrong;
            }
            throw new AssertionError("ended in no refusal", e.getCause());
        }
    }

    private static String words(Throwable failure) {
        StringWriter words = new StringWriter();
        failure.printStackTrace(new PrintWriter(words));
        return words.toString();
    }

    private static List<String> left() {
        return ProcessHandle.current()
                .descendants()
                .map(process -> process.info().command().orElse(""))
                .filter(command -> PROGRAMS.contains(command.substring(command.lastIndexOf('/') + 1)))
                .toList();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
