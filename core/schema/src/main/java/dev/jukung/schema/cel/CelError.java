package dev.jukung.schema.cel;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What became of an expression that cannot be evaluated, in cel-go's words. It is a value, because {@code ||} and
 * {@code &&} may do without the side that failed.
 */
record CelError(String message) {
    static final CelError DIVISION = new CelError("division by zero");
    static final CelError MODULUS = new CelError("modulus by zero");
    static final CelError INT_OVERFLOW = new CelError("integer overflow");
    static final CelError UINT_OVERFLOW = new CelError("unsigned integer overflow");
    static final CelError DURATION_OVERFLOW = new CelError("duration overflow");
    static final CelError TIMESTAMP_OVERFLOW = new CelError("timestamp overflow");
    static final CelError NO_OVERLOAD = new CelError("no such overload");
    static final CelError NO_VALUE = new CelError("optional.none() dereference");
    static final CelError NAN = new CelError("NaN values cannot be ordered");

    /** No function of this name takes such arguments. */
    static CelError noOverload(String function, Object... arguments) {
        String types = Arrays.stream(arguments).map(CelValues::typeName).collect(Collectors.joining(", "));
        return new CelError("no such overload: " + function + "(" + types + ")");
    }

    static CelError noKey(Object key) {
        return new CelError("no such key: " + Conversions.shown(key));
    }

    static CelError noIndex(Object index) {
        return new CelError("index out of bounds: " + Conversions.shown(index));
    }

    static CelError conversion(Object value, String type) {
        return new CelError("type conversion error from '" + CelValues.typeName(value) + "' to '" + type + "'");
    }
}
