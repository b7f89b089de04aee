package dev.videocompilation.chaos;

import dev.videocompilation.devstack.DevStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Record;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.json.JsonMapper;

/** What the world must look like when all is done: nothing lost, nothing twice, nothing wrong, nothing left behind. */
final class WorldCheck {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final World world;
    private final Accepted accepted;
    private final Map<String, JobKind> kinds;
    private final Breaches breaches;
    private final Map<String, String> states = new TreeMap<>();
    private final Map<String, String> errorCodes = new TreeMap<>();

    WorldCheck(World world, Accepted accepted, Breaches breaches) {
        this.world = world;
        this.accepted = accepted;
        this.kinds = accepted.kinds();
        this.breaches = breaches;
    }

    void run(Path ffmpegHome) {
        readStates();
        everyJobHasItsEnd();
        noJobEndedTwice();
        outputsAreTheResults();
        scriptsPointToTheirLastResults();
        supersededResultsSaySo();
        new EventCheck(world, states, breaches).run();
        queuesAreEmpty();
        nothingIsLeftBehind(ffmpegHome);
    }

    /** How many jobs ended in each state. */
    Map<String, Long> counts() {
        return states.values().stream()
                .collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.counting()));
    }

    private void readStates() {
        world.database()
                .fetch("select job_id, state, coalesce(error_code, '') from video_compilation.compile_jobs")
                .forEach(row -> {
                    states.put(row.get(0, String.class), row.get(1, String.class));
                    errorCodes.put(row.get(0, String.class), row.get(2, String.class));
                });
    }

    private void everyJobHasItsEnd() {
        List<String> lost = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        kinds.forEach((id, kind) -> {
            String state = states.get(id);
            if (state == null) {
                lost.add(id);
            } else if (!accepted.mayEnd(id, kind, state, errorCodes.getOrDefault(id, ""))) {
                wrong.add("%s is %s %s, must be %s %s, called off %s"
                        .formatted(
                                id,
                                state,
                                errorCodes.get(id),
                                kind.end(),
                                kind.errorCode(),
                                accepted.calledOff().get(id)));
            }
        });
        breaches.addAll("jobs lost", lost);
        breaches.addAll("jobs in a wrong state", wrong);
        breaches.addAll(
                "jobs that nobody enqueued",
                states.keySet().stream().filter(id -> !kinds.containsKey(id)).toList());
    }

    private void noJobEndedTwice() {
        breaches.addAll(
                "jobs that reached an end more than once",
                world.database()
                        .fetch(
                                "select job_id, string_agg(to_state || ' by ' || fence, ', ' order by id) from chaos.transitions"
                                        + " where to_state not in ('queued', 'running') group by job_id having count(*) > 1")
                        .map(row -> row.get(0) + " " + row.get(1, String.class)));
        breaches.addAll(
                "results of another claim than the last",
                world.database()
                        .fetch(
                                "select job_id from video_compilation.compile_jobs where state = 'succeeded'"
                                        + " and position('/' || job_id || '/' || fence || '/' in result ->> 'compiledVideoUrl') = 0")
                        .map(row -> row.get(0, String.class)));
        breaches.addAll(
                "jobs that were changed after their end",
                world.database()
                        .fetch("select job_id from chaos.transitions where from_state not in ('queued', 'running')")
                        .map(row -> row.get(0, String.class)));
        breaches.addAll(
                "jobs whose fence fell",
                world.database()
                        .fetch("select job_id from (select job_id, fence,"
                                + " lag(fence) over (partition by job_id order by id) as before from chaos.transitions) f"
                                + " where fence < before")
                        .map(row -> row.get(0, String.class)));
    }

    /** One object for each job that succeeded, at the key of its result, and the same video for jobs of the same clips. */
    private void outputsAreTheResults() {
        Set<String> wanted = new TreeSet<>();
        Map<JobKind, Map<String, List<String>>> digests = new EnumMap<>(JobKind.class);
        List<String> missing = new ArrayList<>();
        Set<String> stored = world
                .stack()
                .s3Client()
                .listObjectsV2Paginator(request -> request.bucket(DevStack.OUTPUT_BUCKET))
                .contents()
                .stream()
                .map(S3Object::key)
                .collect(Collectors.toCollection(TreeSet::new));
        for (Record row : world.database()
                .fetch("select job_id, result ->> 'compiledVideoUrl' from video_compilation.compile_jobs"
                        + " where state = 'succeeded'")) {
            String job = row.get(0, String.class);
            String url = row.get(1, String.class);
            String key = url.substring(url.indexOf("compiled/"));
            wanted.add(key);
            if (stored.contains(key)) {
                JobKind kind = kinds.getOrDefault(job, JobKind.SINGLE);
                // Those that were not called off in time are pairs like others.
                JobKind clips = kind == JobKind.CALLED_OFF ? JobKind.PAIR : kind;
                digests.computeIfAbsent(clips, _ -> new TreeMap<>())
                        .computeIfAbsent(digest(key), _ -> new ArrayList<>())
                        .add(job);
            } else {
                missing.add(job);
            }
        }
        breaches.addAll("results whose object is missing", missing);
        breaches.addAll(
                "objects that are no result",
                stored.stream().filter(key -> !wanted.contains(key)).toList());
        digests.forEach((kind, found) -> {
            if (found.size() > 1) {
                breaches.add("jobs of the same clips gave %d different videos (%s): %s"
                        .formatted(found.size(), kind, found.values()));
            }
        });
        breaches.addAll(
                "unfinished uploads",
                world
                        .stack()
                        .s3Client()
                        .listMultipartUploads(request -> request.bucket(DevStack.OUTPUT_BUCKET))
                        .uploads()
                        .stream()
                        .map(MultipartUpload::key)
                        .toList());
    }

    /** The script shows the result of the job that was accepted last among those that succeeded. */
    private void scriptsPointToTheirLastResults() {
        breaches.addAll(
                "scripts that do not point to their last result",
                world.database()
                        .fetch(
                                "select s.id, s.compiled_video_url, last.url from vsl_frontend.section_detailed_scripts s"
                                        + " left join lateral (select j.result ->> 'compiledVideoUrl' as url"
                                        + "   from video_compilation.compile_jobs j where j.script_id = s.id and j.state = 'succeeded'"
                                        + "   order by j.accepted_at desc limit 1) last on true"
                                        + " where s.compiled_video_url is distinct from last.url")
                        .map(row -> row.get(0) + ": " + row.get(1) + ", not " + row.get(2)));
    }

    /** A result is superseded where one of a job that was accepted later was committed before it. */
    private void supersededResultsSaySo() {
        breaches.addAll(
                "results that are wrong about being superseded",
                world.database().fetch("""
                                with ends as (
                                    select j.job_id, j.script_id, j.accepted_at, t.id,
                                        coalesce((j.result ->> 'superseded')::boolean, false) as superseded
                                    from video_compilation.compile_jobs j join chaos.transitions t on t.job_id = j.job_id
                                    where j.state = 'succeeded' and t.to_state = 'succeeded')
                                select job_id from ends mine where superseded <> exists (
                                    select 1 from ends other where other.script_id = mine.script_id
                                        and other.accepted_at > mine.accepted_at and other.id < mine.id)
                                """).map(row -> row.get(0, String.class)));
    }

    /** Nothing waits; the dead letters are what is no job, what is poison, and messages of jobs that ended by another one. */
    private void queuesAreEmpty() {
        int waiting = Queues.count(world, world.queues().queueUrl());
        if (waiting > 0) {
            breaches.add(waiting + " messages are still on the queue");
        }
        Set<String> deadLetters = new HashSet<>();
        List<Message> batch;
        do {
            batch = Queues.receive(world, world.queues().deadLetterQueueUrl());
            for (Message message : batch) {
                deadLetters.add(JSON.readTree(message.body()).path("jobId").stringValue(""));
            }
        } while (!batch.isEmpty());
        breaches.addAll(
                "dead letters of jobs without an end",
                deadLetters.stream()
                        .filter(id -> !id.startsWith("malformed"))
                        .filter(id -> Set.of("queued", "running", "absent").contains(states.getOrDefault(id, "absent")))
                        .toList());
        breaches.addAll(
                "messages that are no jobs and not on the dead-letter queue",
                IntStream.rangeClosed(1, accepted.malformed())
                        .mapToObj(number -> "malformed-" + number)
                        .filter(id -> !deadLetters.contains(id))
                        .toList());
        breaches.addAll(
                "poisonous jobs without a dead letter",
                kinds.keySet().stream()
                        .filter(id -> id.startsWith(Crash.POISON) && !deadLetters.contains(id))
                        .toList());
    }

    private void nothingIsLeftBehind(Path ffmpegHome) {
        try (Stream<Path> tree = Files.walk(world.scratch())) {
            breaches.addAll(
                    "files left in scratch",
                    tree.filter(Files::isRegularFile)
                            .filter(file -> !file.getFileName().toString().endsWith(".lock"))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        breaches.addAll(
                "processes left",
                Processes.under(ffmpegHome).map(ProcessHandle::pid).toList());
    }

    private String digest(String key) {
        try {
            byte[] content = world.stack()
                    .s3Client()
                    .getObjectAsBytes(
                            request -> request.bucket(DevStack.OUTPUT_BUCKET).key(key))
                    .asByteArray();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
