package dev.jukung.schema;

import dev.jukung.value.NumberValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * The canonical text of a resource quantity, as Kubernetes writes back what it read: no fraction, the largest suffix
 * that loses nothing, the kind of suffix that was given ({@code 0.5} is {@code 500m}, {@code 1024Mi} is {@code 1Gi}).
 * See https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/.
 */
final class QuantityForm {
    private static final String FORMAT_WRONG =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final int NANO = -9;
    private static final int MAX_FAST_DIGITS = 18;
    private static final BigInteger KIBI = BigInteger.valueOf(1024);
    private static final BigDecimal MAX_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);

    private enum Kind {
        DECIMAL_SI,
        DECIMAL_EXPONENT,
        BINARY_SI
    }

    private record Suffix(Kind kind, int exponent) {}

    private QuantityForm() {}

    static String canonical(Object value) {
        String text =
                switch (value) {
                    case String given -> given.strip();
                    case Long number -> number.toString();
                    case NumberValue number -> number.text();
                    default -> throw new DecodingException(FORMAT_WRONG);
                };
        return text.equals("0") ? text : canonical(text);
    }

    private static String canonical(String text) {
        int digitsFrom = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
        int suffixFrom = digitsFrom;
        int points = 0;
        while (suffixFrom < text.length()
                && (isDigit(text.charAt(suffixFrom)) || (text.charAt(suffixFrom) == '.' && points == 0))) {
            points += text.charAt(suffixFrom) == '.' ? 1 : 0;
            suffixFrom++;
        }
        checkSuffix(text, suffixFrom);
        String number = text.substring(digitsFrom, suffixFrom);
        Suffix suffix = suffix(text.substring(suffixFrom));
        if (number.chars().noneMatch(QuantityForm::isDigit)) {
            return "0"; // Kubernetes reads a suffix alone as zero
        }
        if (isCanonical(number, suffix)) {
            return text;
        }
        BigDecimal amount =
                new BigDecimal(number.endsWith(".") ? number + "0" : number.startsWith(".") ? "0" + number : number);
        return write(text.startsWith("-") ? amount.negate() : amount, suffix);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static void checkSuffix(String text, int from) {
        int i = from;
        while (i < text.length() && "eEinumkKMGTP".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        if (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        if (i < text.length() || text.isEmpty()) {
            throw new DecodingException(FORMAT_WRONG);
        }
    }

    private static Suffix suffix(String text) {
        int decimal = DECIMAL.indexOf(text);
        if (decimal >= 0) {
            return new Suffix(Kind.DECIMAL_SI, (decimal - 3) * 3);
        }
        int binary = BINARY.indexOf(text);
        if (binary > 0) {
            return new Suffix(Kind.BINARY_SI, binary * 10);
        }
        if (text.length() > 1 && (text.charAt(0) == 'e' || text.charAt(0) == 'E')) {
            try {
                return new Suffix(Kind.DECIMAL_EXPONENT, Integer.parseInt(text.substring(1)));
            } catch (NumberFormatException e) {
                throw new DecodingException("unable to parse quantity's suffix");
            }
        }
        throw new DecodingException("unable to parse quantity's suffix");
    }

    /** Whether Kubernetes keeps the text as it was written; it does not look at leading zeros or a plus sign. */
    private static boolean isCanonical(String number, Suffix suffix) {
        int point = number.indexOf('.');
        String whole = (point < 0 ? number : number.substring(0, point)).replaceFirst("^0+", "");
        String fraction = point < 0 ? "" : number.substring(point + 1);
        String digits = (whole.isEmpty() ? "0" : whole) + fraction;
        if (suffix.kind() == Kind.BINARY_SI) {
            int room = 15 - digits.length() - (int) (suffix.exponent() * 0.3f) - 1;
            return fraction.isEmpty() && room >= 0 && (Long.parseLong(digits) & 7) != 0;
        }
        int scale = suffix.exponent() - fraction.length();
        return digits.length() <= MAX_FAST_DIGITS
                && scale >= NANO
                && scale % 3 == 0
                && !digits.endsWith("000")
                && digits.charAt(0) != '0';
    }

    private static String write(BigDecimal number, Suffix suffix) {
        BigDecimal amount = suffix.kind() == Kind.BINARY_SI
                ? number.multiply(new BigDecimal(BigInteger.TWO.pow(suffix.exponent())))
                : number.scaleByPowerOfTen(suffix.exponent());
        if (amount.scale() > -NANO) {
            amount = amount.setScale(-NANO, RoundingMode.UP);
        }
        if (amount.signum() == 0) {
            return "0";
        }
        if (suffix.kind() == Kind.BINARY_SI) {
            amount = amount.min(MAX_BINARY).max(MAX_BINARY.negate());
            boolean whole = amount.stripTrailingZeros().scale() <= 0;
            if (whole && amount.abs().compareTo(new BigDecimal(KIBI)) >= 0) {
                return writeBinary(amount.toBigIntegerExact());
            }
        }
        return writeDecimal(amount, suffix.kind() == Kind.DECIMAL_EXPONENT);
    }

    private static String writeBinary(BigInteger amount) {
        int power = 0;
        BigInteger left = amount;
        while (power < BINARY.size() - 1 && left.mod(KIBI).signum() == 0) {
            left = left.divide(KIBI);
            power++;
        }
        return left + BINARY.get(power);
    }

    private static String writeDecimal(BigDecimal amount, boolean exponentForm) {
        BigDecimal digits = amount.stripTrailingZeros();
        int exponent = Math.floorDiv(-digits.scale(), 3) * 3;
        BigInteger mantissa = digits.scaleByPowerOfTen(-exponent).toBigIntegerExact();
        if (exponent == 0) {
            return mantissa.toString();
        }
        int index = exponent / 3 + 3;
        return mantissa + (exponentForm || index >= DECIMAL.size() ? "e" + exponent : DECIMAL.get(index));
    }
}
