package dev.videocompilation.worker.publish;

import dev.videocompilation.contract.job.JobId;

/** The keys of outputs: each claim of a job has a prefix of its own, so that no claim can touch another's output. */
public final class OutputKeys {
    private OutputKeys() {}

    /**
     * The key of one claim's video: {@code compiled/{scriptId}/{jobId}/{fence}/video.mp4}.
     *
     * @param fence the claim's
     */
    public static String key(int scriptId, JobId jobId, long fence) {
        return "compiled/%d/%s/%d/video.mp4".formatted(scriptId, segment(jobId), fence);
    }

    /**
     * The job ids "." and ".." would be taken out of an address by whoever reads it (RFC 3986, section 5.2.4), even when
     * percent-encoded; no job id holds a tilde, so the result is no other job's.
     */
    private static String segment(JobId jobId) {
        return switch (jobId.value()) {
            case ".", ".." -> "~" + jobId.value();
            default -> jobId.value();
        };
    }
}
