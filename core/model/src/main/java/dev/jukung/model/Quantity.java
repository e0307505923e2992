package dev.jukung.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A resource quantity: {@code 500m}, {@code 1Gi}, {@code 1e3}. Keeps the text it was written as; equal by amount.
 * Follows "Quantity" of the resource API (k8s.io/apimachinery/pkg/api/resource). Immutable.
 */
public final class Quantity implements Comparable<Quantity> {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final Pattern EXPONENT = Pattern.compile("[eE][+-]?\\d{1,4}");
    private static final Map<String, BigDecimal> SUFFIXES = Map.ofEntries(
            Map.entry("n", BigDecimal.ONE.movePointLeft(9)), Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
            Map.entry("m", BigDecimal.ONE.movePointLeft(3)), Map.entry("", BigDecimal.ONE),
            Map.entry("k", BigDecimal.TEN.pow(3)), Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)), Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)), Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)), Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)), Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)), Map.entry("Ei", BigDecimal.valueOf(1L << 60)));
    private static final List<String> BINARY = List.of("Ei", "Pi", "Ti", "Gi", "Mi", "Ki");
    private static final List<String> DECIMAL = List.of("E", "P", "T", "G", "M", "k", "", "m", "u", "n");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    public static final Quantity ZERO = new Quantity("0", BigDecimal.ZERO);

    private final String text;
    private final BigDecimal amount;

    private Quantity(String text, BigDecimal amount) {
        this.text = text;
        this.amount = amount;
    }

    /** @throws IllegalArgumentException with Kubernetes' text when this is no quantity */
    public static Quantity parse(String text) {
        int end = 0;
        while (end < text.length() && "+-.0123456789".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        String number = text.substring(0, end);
        String suffix = text.substring(end);
        if (!NUMBER.matcher(number).matches()) {
            throw malformed();
        }
        BigDecimal base = new BigDecimal(number.endsWith(".") ? number + "0" : number);
        BigDecimal factor = SUFFIXES.get(suffix);
        if (factor != null) {
            return new Quantity(text, suffix.isEmpty() ? base : base.multiply(factor));
        }
        if (EXPONENT.matcher(suffix).matches()) {
            return new Quantity(
                    text,
                    base.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1).replace("+", ""))));
        }
        throw malformed();
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }

    /** Values that are no quantity read as zero; the schema refuses them before they are stored. */
    public static Quantity fromValue(Object value) {
        try {
            return value instanceof String text
                    ? parse(text)
                    : value instanceof Long number ? parse(number.toString()) : ZERO;
        } catch (IllegalArgumentException _) {
            return ZERO; // the contract above
        }
    }

    public static Quantity ofBytes(long bytes) {
        BigDecimal amount = BigDecimal.valueOf(bytes);
        for (String suffix : BINARY) {
            BigDecimal factor = SUFFIXES.getOrDefault(suffix, BigDecimal.ONE);
            if (bytes != 0 && amount.remainder(factor).signum() == 0) {
                return new Quantity(
                        amount.divide(factor, RoundingMode.UNNECESSARY).toPlainString() + suffix, amount);
            }
        }
        return new Quantity(Long.toString(bytes), amount);
    }

    public static Quantity ofMillis(long millis) {
        return millis % 1000 == 0
                ? new Quantity(Long.toString(millis / 1000), BigDecimal.valueOf(millis / 1000))
                : new Quantity(millis + "m", BigDecimal.valueOf(millis, 3));
    }

    /** The sum, written with the kind of suffixes that this one has, or the other one if this is zero. */
    public Quantity plus(Quantity other) {
        return shaped(amount.add(other.amount), amount.signum() == 0 ? other : this);
    }

    public Quantity minus(Quantity other) {
        return shaped(amount.subtract(other.amount), amount.signum() == 0 ? other : this);
    }

    /** The same amount as a whole number, rounded up. */
    public Quantity whole() {
        return shaped(amount.setScale(0, RoundingMode.CEILING), this);
    }

    private static Quantity shaped(BigDecimal amount, Quantity like) {
        boolean binary = like.text.endsWith("i") && amount.abs().compareTo(KIBI) >= 0;
        for (String suffix : binary ? BINARY : DECIMAL) {
            BigDecimal factor = SUFFIXES.getOrDefault(suffix, BigDecimal.ONE);
            if (amount.signum() != 0 && amount.remainder(factor).signum() == 0) {
                return new Quantity(
                        amount.divide(factor, RoundingMode.UNNECESSARY).toBigInteger() + suffix, amount);
            }
        }
        return new Quantity(amount.stripTrailingZeros().toPlainString(), amount);
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public BigDecimal amount() {
        return amount;
    }

    /** The amount rounded up to a whole number, saturating at the range of long. */
    public long value() {
        return saturated(amount.setScale(0, RoundingMode.CEILING));
    }

    /** A thousand times the amount, rounded up, saturating at the range of long. */
    public long millis() {
        return saturated(amount.movePointRight(3).setScale(0, RoundingMode.CEILING));
    }

    private static long saturated(BigDecimal whole) {
        return whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Long.MAX_VALUE
                : whole.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0 ? Long.MIN_VALUE : whole.longValueExact();
    }

    @Override
    public int compareTo(Quantity that) {
        return amount.compareTo(that.amount);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /** The text it was written as. */
    @Override
    public String toString() {
        return text;
    }
}
