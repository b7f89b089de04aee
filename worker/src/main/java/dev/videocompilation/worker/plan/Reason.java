package dev.videocompilation.worker.plan;

/**
 * A fact that forces something on a clip.
 *
 * @param field the fact's name, as in {@link ComparedField}
 * @param detail what it is and what it would have to be
 */
public record Reason(String field, String detail) {
    static Reason difference(ComparedField field, String value, String wanted) {
        if (field.name().equals(ComparedField.ENTRY_BOXES)) {
            return new Reason(field.name(), "colour, light or space told otherwise");
        }
        if (field.name().equals(ComparedField.PARAMETER_SETS)) {
            // Hashes, which tell a person nothing.
            return new Reason(field.name(), "other bytes of avcC or hvcC");
        }
        return new Reason(field.name(), "%s, not %s".formatted(shown(value), shown(wanted)));
    }

    private static String shown(String value) {
        return value.isEmpty() ? "none" : value;
    }

    /** {@code picture size: 320x240, not 720x480}. */
    @Override
    public String toString() {
        return field + ": " + detail;
    }
}
