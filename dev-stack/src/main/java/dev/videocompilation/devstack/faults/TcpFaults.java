package dev.videocompilation.devstack.faults;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults that hold for all connections of a {@link FaultyTcpProxy} at the moment. */
final class TcpFaults {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final AtomicLong answerBytesLeft = new AtomicLong(NO_LIMIT);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flowing = lock.newCondition();
    private boolean stalled;
    private boolean refusing;
    private long pauseMillis;
    private @Nullable Predicate<byte[]> lostAnswer;

    void refuse() {
        locked(() -> refusing = true);
    }

    boolean isRefusing() {
        lock.lock();
        try {
            return refusing;
        } finally {
            lock.unlock();
        }
    }

    void stall() {
        locked(() -> stalled = true);
    }

    void slow(long millisPerPiece) {
        locked(() -> pauseMillis = millisPerPiece);
    }

    void truncateAnswersAfter(long bytes) {
        answerBytesLeft.set(bytes);
    }

    void loseAnswerTo(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        locked(() -> lostAnswer = piece -> indexOf(piece, wanted) >= 0);
    }

    boolean answerIsStillToBeLost() {
        lock.lock();
        try {
            return lostAnswer != null;
        } finally {
            lock.unlock();
        }
    }

    void heal() {
        answerBytesLeft.set(NO_LIMIT);
        locked(() -> {
            stalled = false;
            refusing = false;
            pauseMillis = 0;
            lostAnswer = null;
            flowing.signalAll();
        });
    }

    /** Waits as long as the faults of the moment want. */
    void awaitTurn() throws InterruptedException {
        long pause;
        lock.lock();
        try {
            while (stalled) {
                flowing.await();
            }
            pause = pauseMillis;
        } finally {
            lock.unlock();
        }
        if (pause > 0) {
            Thread.sleep(pause);
        }
    }

    /** Whether the answer to this piece is the one to be lost; asked once. */
    boolean isToBeLost(byte[] piece) {
        lock.lock();
        try {
            if (lostAnswer == null || !lostAnswer.test(piece)) {
                return false;
            }
            lostAnswer = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many of some bytes of an answer may pass; they count as passed. */
    long allowed(int wanted) {
        return Math.max(
                0, answerBytesLeft.getAndUpdate(left -> left == NO_LIMIT ? NO_LIMIT : Math.max(0, left - wanted)));
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private static int indexOf(byte[] text, byte[] wanted) {
        for (int start = 0; start <= text.length - wanted.length; start++) {
            if (Arrays.equals(text, start, start + wanted.length, wanted, 0, wanted.length)) {
                return start;
            }
        }
        return -1;
    }
}
