package dev.jukung.schema.cel;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When two values are equal, and which of two comes first. */
final class Equality {
    private Equality() {}

    /** Numbers of different types are compared by what they amount to; other types are different. */
    static boolean equal(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            Integer order = numbers(a, b);
            return order != null && order == 0;
        }
        if (a instanceof CelList left && b instanceof CelList right) {
            return left.sameAs(right);
        }
        if (a instanceof CelMap left && b instanceof CelMap right) {
            return left.sameAs(right);
        }
        if (a instanceof CelOptional left && b instanceof CelOptional right) {
            Object mine = left.value();
            Object theirs = right.value();
            return (mine == null || theirs == null) ? mine == theirs : equal(mine, theirs);
        }
        return a.equals(b);
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof CelUint;
    }

    /** Negative, zero or positive; null when these cannot be ordered. */
    static @Nullable Integer compare(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return numbers(a, b);
        }
        return switch (a) {
            case String left when b instanceof String right -> codePoints(left, right);
            case Boolean left when b instanceof Boolean right -> left.compareTo(right);
            case CelBytes left when b instanceof CelBytes right -> left.compareTo(right);
            case Duration left when b instanceof Duration right -> left.compareTo(right);
            case Instant left when b instanceof Instant right -> left.compareTo(right);
            default -> null;
        };
    }

    /** Go compares the bytes of UTF-8, whose order is that of the code points. */
    private static int codePoints(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static @Nullable Integer numbers(Object a, Object b) {
        if (a instanceof Long left && b instanceof Long right) {
            return left.compareTo(right);
        }
        if (a instanceof CelUint left && b instanceof CelUint right) {
            return left.compareTo(right);
        }
        if (isNan(a) || isNan(b)) {
            return null;
        }
        if (a instanceof Double left && b instanceof Double right) {
            return left < right ? -1 : left > right ? 1 : 0;
        }
        if (a instanceof Double left && left.isInfinite()) {
            return left > 0 ? 1 : -1;
        }
        if (b instanceof Double right && right.isInfinite()) {
            return right > 0 ? -1 : 1;
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static boolean isNan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Double number ? new BigDecimal(number) : new BigDecimal(value.toString());
    }
}
