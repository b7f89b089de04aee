package dev.videocompilation.demo;

import dev.videocompilation.contract.event.VideoCompileCancelled;
import dev.videocompilation.contract.event.VideoCompileFailed;
import dev.videocompilation.contract.event.VideoCompiled;
import dev.videocompilation.contract.event.WebhookEvent;
import dev.videocompilation.contract.event.WebhookEventJson;
import dev.videocompilation.devstack.ReceivedWebhook;
import dev.videocompilation.devstack.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The webhook that tells how the job ended; the demo waits for it as a backend would. */
final class WebhookExpectation {
    private static final Pattern VIDEO = Pattern.compile("\\bvideo (\\d+)\\b");
    private static final Duration POLL = Duration.ofMillis(50);

    private final WebhookReceiver receiver;
    private final WorkerProcess worker;

    WebhookExpectation(WebhookReceiver receiver, WorkerProcess worker) {
        this.receiver = Objects.requireNonNull(receiver);
        this.worker = Objects.requireNonNull(worker);
    }

    /**
     * How long to wait: 60 s, and for large clips 30 s and 2 s for every megabyte.
     *
     * @param clipBytes the size of all clips together
     */
    static Duration patience(long clipBytes) {
        long seconds = 30 + 2 * (clipBytes / 1_000_000);
        return Duration.ofSeconds(Math.max(60, seconds));
    }

    /**
     * Waits for the first webhook.
     *
     * @throws DemoFailedException if none arrives in time, or the worker ends before it has sent one
     */
    ReceivedWebhook await(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Integer> exitCode = worker.awaitExit(POLL);
            List<ReceivedWebhook> received = receiver.received();
            if (!received.isEmpty()) {
                return received.getFirst();
            }
            if (exitCode.isPresent()) {
                throw new DemoFailedException("The worker ended with exit code " + exitCode.get()
                        + " before the job was done; " + worker.complaint());
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailedException(
                        "No webhook arrived within " + patience.toSeconds() + " s; " + worker.complaint());
            }
        }
    }

    /**
     * The result that a webhook tells of.
     *
     * @throws DemoFailedException if its headers are not those of Standard Webhooks, if it is no event of the contract, or if the
     *     job failed or was cancelled
     */
    static VideoCompiled.Data compiled(ReceivedWebhook webhook, List<DemoClip> clips) {
        requireSigned(webhook);
        return switch (event(webhook)) {
            case VideoCompiled compiled -> compiled.data();
            case VideoCompileCancelled cancelled ->
                throw new DemoFailedException("The job was cancelled%s."
                        .formatted(cancelled
                                .data()
                                .reason()
                                .map(reason -> ": " + reason)
                                .orElse("")));
            case VideoCompileFailed failed -> throw new DemoFailedException(failure(failed.data(), clips));
        };
    }

    private static void requireSigned(ReceivedWebhook webhook) {
        if (webhook.id().isEmpty() || webhook.timestamp().equals(Instant.EPOCH)) {
            throw new DemoFailedException("The webhook came without its webhook-id or webhook-timestamp header.");
        }
        if (!webhook.signatureValid()) {
            throw new DemoFailedException("The signature of the webhook " + webhook.id() + " does not fit the secret.");
        }
    }

    private static WebhookEvent event(ReceivedWebhook webhook) {
        try {
            return WebhookEventJson.read(webhook.body());
        } catch (IllegalArgumentException e) {
            throw new DemoFailedException("The webhook's body is no event of the contract: " + e.getMessage(), e);
        }
    }

    private static String failure(VideoCompileFailed.Data failure, List<DemoClip> clips) {
        String action = failure.errorCode().action();
        return "The job failed with %s: %s; %s"
                .formatted(
                        failure.errorCode(),
                        withFileNames(withoutFullStop(failure.errorMessage()), clips),
                        action.substring(0, 1).toLowerCase(Locale.ROOT) + action.substring(1));
    }

    /** The worker knows clips by their ids only, the person at the terminal by their files. */
    private static String withFileNames(String text, List<DemoClip> clips) {
        return VIDEO.matcher(text)
                .replaceAll(video -> Matcher.quoteReplacement(video.group()
                        + clips.stream()
                                .filter(clip -> video.group(1).equals(Integer.toString(clip.videoId())))
                                .map(clip -> " (" + clip.name() + ")")
                                .findFirst()
                                .orElse("")));
    }

    private static String withoutFullStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
