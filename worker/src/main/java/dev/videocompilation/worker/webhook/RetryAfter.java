package dev.videocompilation.worker.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NameValuePair;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After} (RFC 9110, section 10.2.3): seconds or a date. */
final class RetryAfter {
    /** The longest wait that a receiver is granted. */
    static final Duration MOST = Duration.ofHours(24);

    private RetryAfter() {}

    /** The wait that a response asks for, at most {@link #MOST}; empty where it asks for none or not understandably. */
    static Optional<Duration> of(HttpResponse response, Instant now) {
        NameValuePair header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return header == null ? Optional.empty() : parse(header.getValue(), now);
    }

    private static Optional<Duration> parse(@Nullable String value, Instant now) {
        String text = value == null ? "" : value.strip();
        if (text.matches("\\d+")) {
            // Longer numbers are beyond the most anyway.
            return Optional.of(text.length() > 9 ? MOST : capped(Duration.ofSeconds(Long.parseLong(text))));
        }
        Instant date = DateUtils.parseStandardDate(text);
        return date == null || !date.isAfter(now) ? Optional.empty() : Optional.of(capped(Duration.between(now, date)));
    }

    private static Duration capped(Duration wait) {
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
