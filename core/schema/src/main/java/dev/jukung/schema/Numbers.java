package dev.jukung.schema;

import dev.jukung.value.NumberValue;
import java.math.BigDecimal;

/** Arithmetic on JSON's two forms of numbers: {@link Long} and {@link NumberValue}. */
final class Numbers {
    /** Beyond this a float64 cannot tell integers apart. */
    private static final double MAX_SAFE_INTEGER = 9007199254740991.0;

    private Numbers() {}

    static boolean isInteger(Object value) {
        if (value instanceof Long) {
            return true;
        }
        if (!(value instanceof NumberValue number)) {
            return false;
        }
        double real = number.toDouble();
        return real == Math.rint(real) && Math.abs(real) <= MAX_SAFE_INTEGER;
    }

    static boolean fitsInt(Object value) {
        return value instanceof Long number
                ? number.intValue() == number
                : Math.abs(toDouble(value)) <= Integer.MAX_VALUE;
    }

    static double toDouble(Object value) {
        return value instanceof Long number ? number.doubleValue() : ((NumberValue) value).toDouble();
    }

    private static BigDecimal toDecimal(Object value) {
        return value instanceof Long number ? BigDecimal.valueOf(number) : ((NumberValue) value).toDecimal();
    }

    static int compare(Object left, Object right) {
        return left instanceof Long l && right instanceof Long r
                ? Long.compare(l, r)
                : toDecimal(left).compareTo(toDecimal(right));
    }

    static boolean isMultiple(Object value, Object factor) {
        BigDecimal divisor = toDecimal(factor);
        return divisor.signum() > 0 && toDecimal(value).remainder(divisor).signum() == 0;
    }

    /** Equal, where 1 and 1.0 are equal too. */
    static boolean same(Object left, Object right) {
        boolean numbers = isNumber(left) && isNumber(right);
        return numbers ? compare(left, right) == 0 : left.equals(right);
    }

    private static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof NumberValue;
    }
}
