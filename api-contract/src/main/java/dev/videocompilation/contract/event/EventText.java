package dev.videocompilation.contract.event;

/** Free text as it goes into an event: bounded, and valid Unicode, which PostgreSQL and UTF-8 insist on. */
final class EventText {
    private EventText() {}

    /** The text, cut at so many UTF-16 code units with an ellipsis as the last; a lone surrogate becomes U+FFFD. */
    static String atMost(int maxLength, String text) {
        StringBuilder valid = new StringBuilder(Math.min(text.length(), maxLength));
        int[] codePoints = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .limit(maxLength + 1L)
                .toArray();
        for (int codePoint : codePoints) {
            valid.appendCodePoint(codePoint);
        }
        if (valid.length() <= maxLength) {
            return valid.toString();
        }
        int end = maxLength - 1;
        if (Character.isHighSurrogate(valid.charAt(end - 1))) {
            end--;
        }
        return valid.substring(0, end) + "…";
    }
}
