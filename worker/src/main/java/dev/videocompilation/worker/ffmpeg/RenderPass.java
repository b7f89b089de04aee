package dev.videocompilation.worker.ffmpeg;

/** Which of the runs of ffmpeg that a final file takes. */
public enum RenderPass {
    /** The only one. */
    ONLY,
    /** That of two which looks at the pictures and notes how many bits each needs. */
    FIRST,
    /** That of two which makes the file. */
    SECOND;

    /** As it follows "while". */
    String doing() {
        return switch (this) {
            case ONLY -> "making the final file";
            case FIRST -> "looking at the pictures for the final file";
            case SECOND -> "making the final file in its second pass";
        };
    }
}
