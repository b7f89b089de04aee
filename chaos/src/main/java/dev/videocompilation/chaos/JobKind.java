package dev.videocompilation.chaos;

/** What a job of the run asks for, and so what must become of it. */
enum JobKind {
    /** One clip. */
    SINGLE("succeeded", ""),
    /** Two clips. */
    PAIR("succeeded", ""),
    /** Three clips. */
    TRIPLE("succeeded", ""),
    /** Two large clips, whose output is uploaded in parts. */
    LARGE("succeeded", ""),
    /** Two clips, called off after a moment: cancelled, or done where that came first. */
    CALLED_OFF("cancelled", ""),
    /** A clip that is in no bucket. */
    MISSING_CLIP("failed", "CLIP_NOT_FOUND"),
    /** A clip of no bytes. */
    BROKEN_CLIP("failed", "CLIP_EMPTY"),
    /** A job that kills its worker each time. */
    POISON("dead", "WORKER_CRASHED");

    private final String end;
    private final String errorCode;

    JobKind(String end, String errorCode) {
        this.end = end;
        this.errorCode = errorCode;
    }

    /** The state that it must end in. */
    String end() {
        return end;
    }

    /** Why it must end so; empty where it must succeed or is called off. */
    String errorCode() {
        return errorCode;
    }

    boolean mayEnd(String state, String code) {
        boolean done = state.equals("succeeded");
        return (state.equals(end) && code.equals(errorCode)) || (this == CALLED_OFF && done);
    }
}
