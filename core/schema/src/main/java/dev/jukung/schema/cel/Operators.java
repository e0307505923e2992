package dev.jukung.schema.cel;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntPredicate;

/** Operators, conversions and the functions of the language itself. */
final class Operators {
    private Operators() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put("_==_", a -> Equality.equal(a[0], a[1]));
        all.put("_!=_", a -> !Equality.equal(a[0], a[1]));
        all.put("_<_", a -> order(a[0], a[1], c -> c < 0));
        all.put("_<=_", a -> order(a[0], a[1], c -> c <= 0));
        all.put("_>_", a -> order(a[0], a[1], c -> c > 0));
        all.put("_>=_", a -> order(a[0], a[1], c -> c >= 0));
        all.put("_+_", a -> add(a[0], a[1]));
        all.put("_-_", a -> subtract(a[0], a[1]));
        all.put("_*_", a -> multiply(a[0], a[1]));
        all.put("_/_", a -> divide(a[0], a[1]));
        all.put("_%_", a -> modulo(a[0], a[1]));
        all.put("-_", a -> negate(a[0]));
        all.put("!_", a -> a[0] instanceof Boolean truth ? !truth : CelError.NO_OVERLOAD);
        all.put("@in", a -> in(a[0], a[1]));
        all.put("size", a -> size(a[0]));
        all.put("int", a -> Conversions.toInt(a[0]));
        all.put("uint", a -> Conversions.toUint(a[0]));
        all.put("double", a -> Conversions.toDouble(a[0]));
        all.put("bool", a -> Conversions.toBool(a[0]));
        all.put("string", a -> Conversions.toText(a[0]));
        all.put("bytes", a -> Conversions.toBytes(a[0]));
        all.put("timestamp", a -> Conversions.toTimestamp(a[0]));
        all.put("duration", a -> Conversions.toDuration(a[0]));
        all.put("dyn", a -> a[0]);
        all.put("type", a -> new CelTypeName(CelValues.typeName(a[0])));
        all.put("optional.of", a -> CelOptional.of(a[0]));
        all.put("optional.none", _ -> CelOptional.NONE);
        all.put("optional.ofNonZeroValue", a -> isZero(a[0]) ? CelOptional.NONE : CelOptional.of(a[0]));
        all.put("hasValue", a -> a[0] instanceof CelOptional maybe ? maybe.hasValue() : CelError.NO_OVERLOAD);
        all.put("value", a -> value(a[0]));
        all.put("cel.@mapInsert", Operators::insert);
    }

    private static Object order(Object a, Object b, IntPredicate wanted) {
        Integer order = Equality.compare(a, b);
        if (order != null) {
            return wanted.test(order);
        }
        return Equality.isNumber(a) && Equality.isNumber(b) ? CelError.NAN : CelError.NO_OVERLOAD;
    }

    private static Object add(Object a, Object b) {
        try {
            return switch (a) {
                case Long left when b instanceof Long right -> Math.addExact(left, right);
                case Double left when b instanceof Double right -> left + right;
                case CelUint left
                when b instanceof CelUint right -> {
                    long sum = left.bits() + right.bits();
                    yield Long.compareUnsigned(sum, left.bits()) < 0 ? CelError.UINT_OVERFLOW : new CelUint(sum);
                }
                case String left when b instanceof String right -> left + right;
                case CelBytes left
                when b instanceof CelBytes right -> {
                    byte[] both = java.util.Arrays.copyOf(left.bytes(), left.bytes().length + right.bytes().length);
                    System.arraycopy(right.bytes(), 0, both, left.bytes().length, right.bytes().length);
                    yield new CelBytes(both);
                }
                case CelList left when b instanceof CelList right -> left.plus(right);
                case Duration left when b instanceof Duration right -> within(left.plus(right));
                case Duration left when b instanceof Instant right -> Conversions.inRange(right.plus(left));
                case Instant left when b instanceof Duration right -> Conversions.inRange(left.plus(right));
                default -> CelError.NO_OVERLOAD;
            };
        } catch (ArithmeticException _) {
            return CelError.INT_OVERFLOW;
        }
    }

    private static Object within(Duration duration) {
        return Durations.fits(duration) ? duration : CelError.DURATION_OVERFLOW;
    }

    private static Object subtract(Object a, Object b) {
        try {
            return switch (a) {
                case Long left when b instanceof Long right -> Math.subtractExact(left, right);
                case Double left when b instanceof Double right -> left - right;
                case CelUint left
                when b instanceof CelUint right ->
                    left.compareTo(right) < 0 ? CelError.UINT_OVERFLOW : new CelUint(left.bits() - right.bits());
                case Duration left when b instanceof Duration right -> within(left.minus(right));
                case Instant left when b instanceof Duration right -> Conversions.inRange(left.minus(right));
                case Instant left when b instanceof Instant right -> within(Duration.between(right, left));
                default -> CelError.NO_OVERLOAD;
            };
        } catch (ArithmeticException _) {
            return CelError.INT_OVERFLOW;
        }
    }

    private static Object multiply(Object a, Object b) {
        try {
            return switch (a) {
                case Long left when b instanceof Long right -> Math.multiplyExact(left, right);
                case Double left when b instanceof Double right -> left * right;
                case CelUint left
                when b instanceof CelUint right ->
                    Math.unsignedMultiplyHigh(left.bits(), right.bits()) != 0
                            ? CelError.UINT_OVERFLOW
                            : new CelUint(left.bits() * right.bits());
                default -> CelError.NO_OVERLOAD;
            };
        } catch (ArithmeticException _) {
            return CelError.INT_OVERFLOW;
        }
    }

    private static Object divide(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right ->
                right == 0
                        ? CelError.DIVISION
                        : left == Long.MIN_VALUE && right == -1 ? CelError.INT_OVERFLOW : (Object) (left / right);
            case Double left when b instanceof Double right -> left / right;
            case CelUint left
            when b instanceof CelUint right ->
                right.bits() == 0 ? CelError.DIVISION : new CelUint(Long.divideUnsigned(left.bits(), right.bits()));
            default -> CelError.NO_OVERLOAD;
        };
    }

    private static Object modulo(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right ->
                right == 0
                        ? CelError.MODULUS
                        : left == Long.MIN_VALUE && right == -1 ? CelError.INT_OVERFLOW : (Object) (left % right);
            case CelUint left
            when b instanceof CelUint right ->
                right.bits() == 0 ? CelError.MODULUS : new CelUint(Long.remainderUnsigned(left.bits(), right.bits()));
            default -> CelError.NO_OVERLOAD;
        };
    }

    private static Object negate(Object value) {
        return switch (value) {
            case Long number -> number == Long.MIN_VALUE ? CelError.INT_OVERFLOW : (Object) (-number);
            case Double number -> -number;
            case Duration duration -> duration.negated();
            default -> CelError.NO_OVERLOAD;
        };
    }

    private static Object in(Object value, Object container) {
        return switch (container) {
            case CelList list -> Parts.contains(list, value);
            case CelMap map -> {
                Object found = map.find(value);
                yield found instanceof CelError ? found : (Object) (found != null);
            }
            default -> CelError.NO_OVERLOAD;
        };
    }

    private static Object size(Object value) {
        return switch (value) {
            case String _, CelBytes _, CelList _, CelMap _ -> Costs.size(value);
            default -> CelError.noOverload("size", value);
        };
    }

    private static Object value(Object value) {
        if (!(value instanceof CelOptional maybe)) {
            return CelError.NO_OVERLOAD;
        }
        Object inner = maybe.value();
        return inner == null ? CelError.NO_VALUE : inner;
    }

    private static boolean isZero(Object value) {
        return switch (value) {
            case Long number -> number == 0;
            case Double number -> number == 0;
            case CelUint number -> number.bits() == 0;
            case Boolean truth -> !truth;
            case String text -> text.isEmpty();
            case CelBytes bytes -> bytes.bytes().length == 0;
            case CelList list -> list.size() == 0;
            case CelMap map -> map.size() == 0;
            case Duration duration -> duration.isZero();
            case Instant time -> time.equals(Instant.parse("0001-01-01T00:00:00Z"));
            case dev.jukung.value.NullValue _ -> true;
            default -> false;
        };
    }

    /** Only macros call this, with a map of their own, which is changed once it is not the empty one they begin with. */
    private static Object insert(Object... arguments) {
        if (!(arguments[0] instanceof CelMap target)) {
            return CelError.NO_OVERLOAD;
        }
        JavaMap result = target instanceof JavaMap own && own.size() > 0 ? own : new JavaMap();
        if (arguments.length == 3) {
            return result.add(arguments[1], arguments[2]) ? result : repeated(arguments[1]);
        }
        if (!(arguments[1] instanceof CelMap more)) {
            return CelError.NO_OVERLOAD;
        }
        for (Object key : more.keys()) {
            Object member = more.find(key);
            if (member != null && !result.add(key, member)) {
                return repeated(key);
            }
        }
        return result;
    }

    private static CelError repeated(Object key) {
        return new CelError("insert failed: key " + Conversions.shown(key) + " already exists");
    }
}
