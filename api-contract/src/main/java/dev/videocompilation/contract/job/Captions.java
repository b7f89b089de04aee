package dev.videocompilation.contract.job;

import java.util.Objects;

/**
 * Captions of the whole video.
 *
 * @param url of an SRT or WebVTT file: {@code s3://bucket/key} or an https address of S3, in a bucket that the worker may read
 * @param mode how they are shown
 * @param language a BCP 47 tag such as {@code pt-BR}; {@code und} where it is not known
 */
public record Captions(String url, CaptionsMode mode, String language) {
    /** What a message without {@code language} means: undetermined. */
    public static final String UNDETERMINED = "und";

    public Captions {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(language, "language");
    }
}
