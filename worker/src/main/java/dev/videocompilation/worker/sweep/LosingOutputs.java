package dev.videocompilation.worker.sweep;

import dev.videocompilation.worker.fetch.StorageRetry;
import dev.videocompilation.worker.publish.OutputKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Removes the outputs of claims that lost their race. It walks the bucket a bounded piece at a time and goes on where the piece
 * before it ended, whichever worker swept that. Objects of whose keys it cannot make sense are not its own and stay.
 */
public final class LosingOutputs {
    /** An output without a job's row is kept for so long at least. */
    static final Duration ABSENT_AGE = Duration.ofDays(1);

    private static final int MOST_PAGES = 10;
    private static final int MOST_REMOVED = 1000;

    private final S3Client s3;
    private final String bucket;
    private final OutputRows rows;
    private final StorageRetry retry;
    private final SweepSettings settings;
    private final InstantSource clock;

    public LosingOutputs(
            S3Client s3,
            String bucket,
            OutputRows rows,
            StorageRetry retry,
            SweepSettings settings,
            InstantSource clock) {
        this.s3 = Objects.requireNonNull(s3);
        this.bucket = Objects.requireNonNull(bucket);
        this.rows = Objects.requireNonNull(rows);
        this.retry = Objects.requireNonNull(retry);
        this.settings = Objects.requireNonNull(settings);
        this.clock = Objects.requireNonNull(clock);
    }

    /**
     * Looks at 10 pages of keys, or fewer where there are fewer or many to remove.
     *
     * @param done is told of the objects that were removed
     * @throws dev.videocompilation.worker.job.TransientException if the storage does not answer
     * @throws dev.videocompilation.worker.job.StoppedException if the thread is interrupted
     */
    public void remove(IntConsumer done) {
        String after = rows.lastKey();
        boolean fromTheBeginning = after.isEmpty();
        int removed = 0;
        for (int page = 0; page < MOST_PAGES && removed < MOST_REMOVED; page++) {
            ListObjectsV2Response listed = list(after);
            removed += removeLosers(listed.contents(), done);
            boolean more = listed.isTruncated() && !listed.contents().isEmpty();
            after = more ? listed.contents().getLast().key() : "";
            rows.setLastKey(after);
            if (!more && fromTheBeginning) {
                break;
            }
            fromTheBeginning |= !more;
        }
    }

    private ListObjectsV2Response list(String after) {
        return retry.call(
                "list " + OutputKeys.PREFIX,
                () -> s3.listObjectsV2(request -> {
                    request.bucket(bucket).prefix(OutputKeys.PREFIX);
                    if (!after.isEmpty()) {
                        request.startAfter(after);
                    }
                }));
    }

    private int removeLosers(List<S3Object> objects, IntConsumer done) {
        Instant now = clock.instant();
        List<StoredOutput> old = objects.stream()
                .flatMap(LosingOutputs::output)
                .filter(output -> output.since().isBefore(now.minus(settings.outputAge())))
                .toList();
        if (old.isEmpty()) {
            return 0;
        }
        List<StoredOutput> losers = rows.losers(old, now.minus(ABSENT_AGE));
        for (StoredOutput loser : losers) {
            retry.call(
                    "delete " + loser.key(),
                    () -> s3.deleteObject(request -> request.bucket(bucket).key(loser.key())));
            done.accept(1);
        }
        return losers.size();
    }

    private static Stream<StoredOutput> output(S3Object object) {
        return OutputKeys.parse(object.key())
                .map(owner -> new StoredOutput(object.key(), owner, object.lastModified()))
                .stream();
    }
}
