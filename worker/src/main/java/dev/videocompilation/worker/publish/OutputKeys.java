package dev.videocompilation.worker.publish;

import dev.videocompilation.contract.job.JobId;
import dev.videocompilation.contract.job.OutputFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of outputs: each claim of a job has a prefix of its own, so that no claim can touch another's output. */
public final class OutputKeys {
    /** What every output's key begins with. */
    public static final String PREFIX = "compiled/";

    private static final Pattern OUTPUT = Pattern.compile("compiled/(\\d{1,10})/~?([^/~]{1,128})/(\\d{1,18})/(?s:.+)");

    private OutputKeys() {}

    /**
     * The key of one claim's video: {@code compiled/{scriptId}/{jobId}/{fence}/video.{format}}.
     *
     * @param fence the claim's
     * @param format which its name ends in
     */
    public static String key(int scriptId, JobId jobId, long fence, OutputFormat format) {
        return claimPrefix(scriptId, jobId, fence) + "video." + format.wireName();
    }

    /** Whose output an object is; empty where its key is none that a claim writes to. */
    public static Optional<OutputKey> parse(String key) {
        Matcher matcher = OUTPUT.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long scriptId = Long.parseLong(matcher.group(1));
        long fence = Long.parseLong(matcher.group(3));
        // Only what this class writes: "007" and "~job" are another's.
        return JobId.parse(matcher.group(2))
                .map(jobId -> new OutputKey((int) scriptId, jobId, fence))
                .filter(output -> key.startsWith(claimPrefix(output.scriptId(), output.jobId(), output.fence())));
    }

    private static String claimPrefix(int scriptId, JobId jobId, long fence) {
        return PREFIX + "%d/%s/%d/".formatted(scriptId, segment(jobId), fence);
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
