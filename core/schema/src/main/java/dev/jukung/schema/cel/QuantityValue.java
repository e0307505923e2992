package dev.jukung.schema.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** An amount of a resource. */
record QuantityValue(BigDecimal amount) implements OpaqueValue {
    private static final Pattern FORM =
            Pattern.compile("^([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:([KMGTPE]i|[numkMGTPE]?)|[eE]([+-]?[0-9]+))$");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final String BINARY = "KMGTPE";
    private static final int MAX_EXPONENT_DIGITS = 4;
    private static final int NANO = 9;

    @Override
    public String typeName() {
        return "kubernetes.Quantity";
    }

    /** What is finer than a billionth is rounded away from zero. */
    static Optional<QuantityValue> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1);
        BigDecimal number = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
        String suffix = matcher.group(2);
        String exponent = matcher.group(3);
        if (exponent != null) {
            if (exponent.length() > MAX_EXPONENT_DIGITS) {
                return Optional.empty();
            }
            number = number.scaleByPowerOfTen(Integer.parseInt(exponent));
        } else if (suffix != null && suffix.endsWith("i")) {
            number = number.multiply(KIBI.pow(BINARY.indexOf(suffix.charAt(0)) + 1));
        } else if (suffix != null) {
            number = number.scaleByPowerOfTen(DECIMAL.getOrDefault(suffix, 0));
        }
        return Optional.of(new QuantityValue(number.scale() > NANO ? number.setScale(NANO, RoundingMode.UP) : number));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantityValue(BigDecimal theirs) && amount.compareTo(theirs) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }
}
