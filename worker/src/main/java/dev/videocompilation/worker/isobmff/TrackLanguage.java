package dev.videocompilation.worker.isobmff;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.MissingResourceException;

/**
 * The language of a track, told twice: by ISO 639-2/T's three letters, which every player reads (ISO/IEC 14496-12, 8.4.2), and by the
 * whole tag (8.4.6), which tells Brazil's Portuguese from Portugal's.
 *
 * @param letters three of a to z
 * @param tag a BCP 47 tag; {@code und} where it is not known
 */
record TrackLanguage(String letters, String tag) {
    private static final String UNKNOWN = "und";
    static final TrackLanguage UNDETERMINED = new TrackLanguage(UNKNOWN, UNKNOWN);

    static TrackLanguage of(String tag) {
        return new TrackLanguage(letters(tag), tag);
    }

    private static String letters(String tag) {
        try {
            String letters = Locale.forLanguageTag(tag).getISO3Language();
            return letters.matches("[a-z]{3}") ? letters : UNKNOWN;
        } catch (MissingResourceException e) {
            return UNKNOWN;
        }
    }

    /** The letters in three times five bits. */
    int code() {
        int code = 0;
        for (int i = 0; i < letters.length(); i++) {
            code = code << 5 | letters.charAt(i) - 0x60;
        }
        return code;
    }

    /** The box with the whole tag; none where that is unknown. */
    void writeTag(BoxBytes mdia) {
        if (!tag.equals(UNKNOWN)) {
            mdia.fullBox(
                    "elng",
                    0,
                    0,
                    elng -> elng.raw(tag.getBytes(StandardCharsets.US_ASCII)).zeros(1));
        }
    }
}
