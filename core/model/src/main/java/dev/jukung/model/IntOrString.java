package dev.jukung.model;

/** A field that takes a number or a text: a port by number or name, a count or a percentage. */
public sealed interface IntOrString {
    record Int(int value) implements IntOrString {}

    record Text(String value) implements IntOrString {}

    static IntOrString fromValue(Object value) {
        return value instanceof Long number
                ? new Int(number.intValue())
                : new Text(value instanceof String text ? text : "");
    }

    default Object toValue() {
        return switch (this) {
            case Int(int value) -> (long) value;
            case Text(String value) -> value;
        };
    }

    /**
     * The value itself, or its percentage of {@code total}.
     *
     * @throws IllegalArgumentException when a text is no percentage
     */
    default int scaled(int total, boolean roundUp) {
        return switch (this) {
            case Int(int value) -> value;
            case Text(String text) -> {
                if (!text.endsWith("%")) {
                    throw new IllegalArgumentException(
                            "invalid value for IntOrString: invalid type: string is not a percentage");
                }
                long product = Long.parseLong(text.substring(0, text.length() - 1)) * total;
                yield (int) (roundUp ? Math.ceilDiv(product, 100L) : product / 100);
            }
        };
    }
}
