package dev.videocompilation.contract.event;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Where a job's time went; on the wire each is whole milliseconds.
 *
 * @param queueWait from the acceptance to the claim that finished the job; not part of the job's {@code duration}
 * @param fetch fetching the clips from storage
 * @param probe examining them
 * @param join joining them
 * @param verify proving the result
 * @param publish uploading it
 */
public record Breakdown(
        Duration queueWait, Duration fetch, Duration probe, Duration join, Duration verify, Duration publish) {
    public Breakdown {
        queueWait = queueWait.truncatedTo(ChronoUnit.MILLIS);
        fetch = fetch.truncatedTo(ChronoUnit.MILLIS);
        probe = probe.truncatedTo(ChronoUnit.MILLIS);
        join = join.truncatedTo(ChronoUnit.MILLIS);
        verify = verify.truncatedTo(ChronoUnit.MILLIS);
        publish = publish.truncatedTo(ChronoUnit.MILLIS);
    }
}
