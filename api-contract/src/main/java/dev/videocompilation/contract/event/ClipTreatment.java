package dev.videocompilation.contract.event;

import java.util.Objects;
import java.util.Optional;

/**
 * How one clip went into the compiled video.
 *
 * @param videoId the section video's id
 * @param picture what was done to its picture; on the wire {@code treatment}
 * @param sound what was done to its sound
 * @param reason the field that forced a re-encode and both values, e.g. {@code picture size: 320x240, not 1280x720}; at most 200 characters
 *     are written.
 *     For a clip that was skipped, what is wrong with it, e.g. {@code CLIP_EMPTY: video 124 has no bytes}.
 *     Empty if nothing was re-encoded for a field's sake, and then absent on the wire
 */
public record ClipTreatment(int videoId, Picture picture, Sound sound, Optional<String> reason) {
    public ClipTreatment {
        Objects.requireNonNull(picture, "picture");
        Objects.requireNonNull(sound, "sound");
        Objects.requireNonNull(reason, "reason");
    }

    /** What was done to a clip's picture. */
    public enum Picture {
        COPIED("copied"),
        RE_ENCODED("re-encoded"),
        /** The clip could not be used, and the video was made without it. */
        SKIPPED("skipped");

        private final String wireName;

        Picture(String wireName) {
            this.wireName = wireName;
        }

        /** The name on the wire. */
        public String wireName() {
            return wireName;
        }
    }

    /** What was done to a clip's sound. */
    public enum Sound {
        COPIED("copied"),
        RE_ENCODED("re-encoded"),
        /** The compiled video has no sound. */
        NONE("none");

        private final String wireName;

        Sound(String wireName) {
            this.wireName = wireName;
        }

        /** The name on the wire. */
        public String wireName() {
            return wireName;
        }
    }
}
