package dev.videocompilation.worker.plan;

import dev.videocompilation.contract.job.Transition;
import dev.videocompilation.contract.job.TransitionType;
import dev.videocompilation.worker.probe.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How each clip gives way to the next.
 *
 * @param joins one less than there are clips
 */
record Joins(List<Join> joins) {
    private static final int MILLIS = 1_000;

    /**
     * One of them.
     *
     * @param type how
     * @param frames during which both clips are shown, at the target's frame rate; 0 where one ends and the other begins
     */
    record Join(TransitionType type, int frames) {}

    Joins {
        joins = List.copyOf(joins);
    }

    static Joins of(Optional<Transition> transition, int clips, Rational frameRate) {
        List<Join> joins = new ArrayList<>();
        for (int number = 1; number < clips; number++) {
            joins.add(join(transition, number, frameRate));
        }
        return new Joins(joins);
    }

    private static Join join(Optional<Transition> transition, int number, Rational frameRate) {
        if (transition.isEmpty() || transition.get().at(number).type() == TransitionType.CUT) {
            return new Join(TransitionType.CUT, 0);
        }
        Transition.AtJoin at = transition.get().at(number);
        Rational seconds = new Rational(at.duration().toMillis(), MILLIS);
        return new Join(
                at.type(), Math.toIntExact(Math.max(1, seconds.times(frameRate).round())));
    }

    /** Whether any clip is shown together with another. */
    boolean any() {
        return joins.stream().anyMatch(join -> join.frames() > 0);
    }

    /** For how many frames a clip is shown together with the one before it. */
    int before(int clip) {
        return clip == 0 ? 0 : joins.get(clip - 1).frames();
    }

    /** For how many frames a clip is shown together with the one after it. */
    int after(int clip) {
        return clip == joins.size() ? 0 : joins.get(clip).frames();
    }

    boolean touch(int clip) {
        return before(clip) > 0 || after(clip) > 0;
    }
}
