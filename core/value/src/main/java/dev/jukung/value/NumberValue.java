package dev.jukung.value;

import java.math.BigDecimal;

/** A number that is not a plain 64-bit integer, in the form it was written: {@code 1.50}, {@code 1e3}. Equal by numeric value. */
public record NumberValue(String text) {
    public NumberValue {
        var _ = new BigDecimal(text); // refuses what is not a number
    }

    public static NumberValue of(double value) {
        return new NumberValue(BigDecimal.valueOf(value).toString());
    }

    public double toDouble() {
        return Double.parseDouble(text);
    }

    public BigDecimal toDecimal() {
        return new BigDecimal(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberValue that && toDecimal().compareTo(that.toDecimal()) == 0;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(toDouble());
    }

    @Override
    public String toString() {
        return text;
    }
}
