package dev.videocompilation.chaos;

import dev.videocompilation.devstack.ReceivedWebhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each job's end was told by one event under one id, signed, with the job's own result, and all were delivered. */
final class EventCheck {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final World world;
    private final Map<String, String> states;
    private final Breaches breaches;

    /**
     * Makes the check.
     *
     * @param states of all jobs, by id
     */
    EventCheck(World world, Map<String, String> states, Breaches breaches) {
        this.world = world;
        this.states = states;
        this.breaches = breaches;
    }

    void run() {
        Map<String, Set<String>> ids = new TreeMap<>();
        Map<String, String> results = results();
        List<String> otherwise = new ArrayList<>();
        List<String> unsigned = new ArrayList<>();
        for (ReceivedWebhook webhook : world.receiver().received()) {
            JsonNode event = JSON.readTree(webhook.body());
            String job = event.path("data").path("jobId").stringValue("");
            ids.computeIfAbsent(job, _ -> new TreeSet<>())
                    .add(event.path("type").stringValue("") + " " + webhook.id());
            String result = event.path("data").path("compiledVideoUrl").stringValue("") + " "
                    + event.path("data").path("superseded").booleanValue(false);
            if (event.path("type").stringValue("").equals("video.compiled") && !result.equals(results.get(job))) {
                otherwise.add("%s: %s, not %s".formatted(job, result, results.get(job)));
            }
            if (!webhook.signatureValid()) {
                unsigned.add(job);
            }
        }
        Map<String, String> types = Map.of(
                "succeeded", "video.compiled",
                "failed", "video.compile_failed",
                "dead", "video.compile_failed",
                "cancelled", "video.compile_cancelled");
        List<String> wrong = new ArrayList<>();
        states.forEach((job, state) -> {
            Set<String> told = ids.getOrDefault(job, Set.of());
            if (told.size() != 1 || !told.iterator().next().startsWith(types.getOrDefault(state, "none") + " ")) {
                wrong.add("%s is %s and told %s".formatted(job, state, told));
            }
        });
        breaches.addAll("jobs whose end was not told by exactly one event with one id", wrong);
        breaches.addAll("webhooks that tell another result than the job's", otherwise);
        breaches.addAll("webhooks with a wrong signature", unsigned);
        breaches.addAll(
                "webhooks not delivered",
                world.database()
                        .fetch(
                                "select webhook_id || ' ' || state from video_compilation.webhook_outbox where state <> 'delivered'")
                        .map(row -> row.get(0, String.class)));
    }

    /** Address and supersession of each result, by job. */
    private Map<String, String> results() {
        Map<String, String> results = new TreeMap<>();
        world.database()
                .fetch(
                        "select job_id, result ->> 'compiledVideoUrl', coalesce((result ->> 'superseded')::boolean, false)"
                                + " from video_compilation.compile_jobs where state = 'succeeded'")
                .forEach(row -> results.put(row.get(0, String.class), row.get(1) + " " + row.get(2)));
        return results;
    }
}
