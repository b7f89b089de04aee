package dev.videocompilation.worker.deadletters;

import java.util.Objects;

/** What moving the whole queue came to. */
public sealed interface MoveResult {
    /**
     * The task has ended.
     *
     * @param moved messages, approximately
     */
    record Completed(long moved) implements MoveResult {}

    /**
     * The task has ended before its time; what it had not moved is where it was.
     *
     * @param moved messages, approximately
     * @param why what SQS said
     */
    record Failed(long moved, String why) implements MoveResult {
        public Failed {
            Objects.requireNonNull(why);
        }
    }

    /**
     * SQS did not start the task.
     *
     * @param why what SQS said
     */
    record Refused(String why) implements MoveResult {
        public Refused {
            Objects.requireNonNull(why);
        }
    }
}
