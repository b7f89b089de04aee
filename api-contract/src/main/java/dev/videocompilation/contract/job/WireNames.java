package dev.videocompilation.contract.job;

import java.util.Locale;

/** Constants under their names on the wire: lower case, as in the schema. */
final class WireNames {
    private WireNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this name on the wire; names are case-sensitive. */
    static <E extends Enum<E>> E parse(Class<E> type, String wireName) {
        for (E candidate : type.getEnumConstants()) {
            if (of(candidate).equals(wireName)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("No %s is called \"%s\".".formatted(type.getSimpleName(), wireName));
    }
}
