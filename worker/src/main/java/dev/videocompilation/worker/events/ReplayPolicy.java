package dev.videocompilation.worker.events;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.worker.webhook.TargetAddressPolicy;
import dev.videocompilation.worker.webhook.TargetCheck;
import dev.videocompilation.worker.webhook.WebhookSecrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;

/**
 * Decides whether an event may be replayed, by the settings that workers send with.
 *
 * @param secrets what workers sign with
 * @param targets which addresses they call
 * @param evenDisabled whether events are replayed whose receiver answered 410
 */
public record ReplayPolicy(WebhookSecrets secrets, TargetAddressPolicy targets, boolean evenDisabled) {
    public ReplayPolicy {
        Objects.requireNonNull(secrets);
        Objects.requireNonNull(targets);
    }

    /** What a replay would come to. Waits for the resolver. A host that has no address now is no hindrance: the schedule is long. */
    public ReplayAnswer judge(StoredEvent event) {
        URI url;
        try {
            url = new URI(event.targetUrl());
        } catch (URISyntaxException e) {
            return new ReplayAnswer.Undeliverable(ErrorCode.WEBHOOK_URL_REFUSED, "the webhook address is no valid URL");
        }
        if (targets.check(url) instanceof TargetCheck.Refused(String reason)) {
            return new ReplayAnswer.Undeliverable(ErrorCode.WEBHOOK_URL_REFUSED, reason);
        }
        if (!secrets.hasSecretFor(url.getHost())) {
            return new ReplayAnswer.Undeliverable(
                    ErrorCode.SETTINGS_INVALID,
                    "%s holds no secret for the host %s".formatted(WebhookSecrets.SETTING, url.getHost()));
        }
        return judgeState(event);
    }

    /** The same by what changes in an event, for one whose target was judged before. Waits for nothing. */
    ReplayAnswer judgeState(StoredEvent event) {
        return switch (event.delivery().state()) {
            case DISABLED -> evenDisabled ? new ReplayAnswer.Due(EventState.DISABLED) : new ReplayAnswer.WantedNoMore();
            case PENDING ->
                event.delivery().attemptSoon()
                        ? new ReplayAnswer.DueAnyway()
                        : new ReplayAnswer.Due(EventState.PENDING);
            case DELIVERED, EXHAUSTED -> new ReplayAnswer.Due(event.delivery().state());
        };
    }
}
