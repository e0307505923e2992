package dev.jukung.value;

import java.math.BigDecimal;

/**
 * A number that is not a plain 64-bit integer, in the form it was written: {@code 1.50}, {@code 1e3},
 * {@code 18446744073709551616}. As in Go, its size must fit a double. Equal by numeric value.
 */
public record NumberValue(String text) {
    /** Refuses what is no JSON number, what a {@link Long} has to hold, and what is too large for a double. */
    public NumberValue {
        if (!JsonNumbers.isNumber(text)) {
            throw new IllegalArgumentException("not a JSON number: " + text);
        }
        if (isPlainInteger(text)) {
            throw new IllegalArgumentException("a Long is this number's value: " + text);
        }
        if (Double.isInfinite(Double.parseDouble(text))) {
            throw new IllegalArgumentException("too large for a number: " + text);
        }
    }

    /** The number with a fraction or exponent, even if it is whole: 1 is {@code 1.0}. See {@link Values#number(double)}. */
    public static NumberValue of(double value) {
        String text = GoText.json(value);
        return new NumberValue(isPlainInteger(text) ? text + ".0" : text);
    }

    /** Whether the text is an integer without fraction and exponent that fits 64 bits. */
    static boolean isPlainInteger(String text) {
        int length = text.length();
        if (length == 0 || length > 20) {
            return false;
        }
        for (int i = text.charAt(0) == '-' ? 1 : 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        if (length < 19) {
            return !text.equals("-");
        }
        BigDecimal value = new BigDecimal(text);
        return value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0
                && value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    public double toDouble() {
        return Double.parseDouble(text);
    }

    /** The exact number; zero where the number is too small for a double. */
    public BigDecimal toDecimal() {
        // A tiny exponent such as 1e-9999999999 is more than BigDecimal can hold, and zero to everyone else.
        return toDouble() == 0 ? BigDecimal.ZERO : new BigDecimal(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberValue that
                && (text.equals(that.text) || toDecimal().compareTo(that.toDecimal()) == 0);
    }

    @Override
    public int hashCode() {
        return Double.hashCode(toDouble() + 0.0); // -0.0 + 0.0 is 0.0: both zeros are equal
    }

    @Override
    public String toString() {
        return text;
    }
}
