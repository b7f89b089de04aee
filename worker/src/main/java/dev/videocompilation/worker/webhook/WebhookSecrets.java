package dev.videocompilation.worker.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.videocompilation.worker.settings.SettingsReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The secrets that webhooks are signed with, by receiving host. A host with secrets of its own uses only these; any other
 * uses those without a host. Several for one host all sign, in the order given, so that a receiver can change secrets.
 */
public final class WebhookSecrets {
    /** The setting that holds them. */
    public static final String SETTING = "WEBHOOK_SECRETS";

    private static final String ANY_HOST = "";
    private static final Pattern ENTRY =
            Pattern.compile("(?:(?<host>[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])=)?(?<secret>whsec_[A-Za-z0-9+/]+={0,2})");
    // The bounds of Standard Webhooks, "Signature scheme".
    private static final int LEAST_SECRET_BYTES = 24;
    private static final int MOST_SECRET_BYTES = 64;

    private final Map<String, List<Webhook>> byHost;

    private WebhookSecrets(Map<String, List<Webhook>> byHost) {
        this.byHost = byHost;
    }

    /** Reads {@code WEBHOOK_SECRETS}; a wrong entry is a problem that names its position, never its text. */
    static WebhookSecrets read(SettingsReader reader) {
        List<String> entries = reader.secretList(
                SETTING,
                "Secrets that sign webhooks: `whsec_…` for every receiver or `host=whsec_…` for one; several of one host all sign.");
        Map<String, List<Webhook>> byHost = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Matcher entry = ENTRY.matcher(entries.get(i));
            Optional<Webhook> signer = entry.matches() ? signer(entry.group("secret")) : Optional.empty();
            reader.require(
                    signer.isPresent(),
                    "%s: entry %d must be whsec_… or host=whsec_… with %d to %d bytes in base64"
                            .formatted(SETTING, i + 1, LEAST_SECRET_BYTES, MOST_SECRET_BYTES));
            if (signer.isPresent()) {
                String host = entry.group("host") == null ? ANY_HOST : normal(entry.group("host"));
                byHost.computeIfAbsent(host, key -> new ArrayList<>()).add(signer.get());
            }
        }
        return new WebhookSecrets(byHost);
    }

    /** Whether there is no secret at all. */
    public boolean isEmpty() {
        return byHost.isEmpty();
    }

    /** Whether a webhook to this host could be signed; one that cannot is never sent. */
    public boolean hasSecretFor(String host) {
        return !signersFor(host).isEmpty();
    }

    /**
     * Signs an attempt for a host.
     *
     * @param timestampSeconds since the epoch
     * @return the header {@code webhook-signature}: {@code v1,…} for each secret, separated by spaces
     */
    String sign(String host, String webhookId, long timestampSeconds, String payload) {
        return signersFor(host).stream()
                .map(signer -> {
                    try {
                        return signer.sign(webhookId, timestampSeconds, payload);
                    } catch (WebhookSigningException e) {
                        throw new IllegalStateException("HMAC-SHA256 is part of every Java platform", e);
                    }
                })
                .collect(Collectors.joining(" "));
    }

    private List<Webhook> signersFor(String host) {
        List<Webhook> own = byHost.get(normal(host));
        return own != null ? own : byHost.getOrDefault(ANY_HOST, List.of());
    }

    private static Optional<Webhook> signer(String secret) {
        try {
            int bytes = Base64.getDecoder().decode(secret.substring("whsec_".length())).length;
            return bytes >= LEAST_SECRET_BYTES && bytes <= MOST_SECRET_BYTES
                    ? Optional.of(new Webhook(secret))
                    : Optional.empty();
        } catch (IllegalArgumentException | EmptyWebhookSecretException e) {
            return Optional.empty();
        }
    }

    private static String normal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
