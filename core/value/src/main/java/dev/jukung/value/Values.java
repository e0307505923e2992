package dev.jukung.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a value is, and values from plain Java ones. */
public final class Values {
    private Values() {}

    /** JSON's name of a value's type: object, array, string, integer, number, boolean, null. */
    public static String typeOf(Object value) {
        return switch (value) {
            case ObjectValue _ -> "object";
            case ListValue _ -> "array";
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Long _ -> "integer";
            case NumberValue _ -> "number";
            case NullValue _ -> "null";
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + value.getClass().getName());
        };
    }

    /** Takes Java's maps, lists, strings, numbers, booleans and values, and refuses everything else. */
    public static Object from(Object java) {
        return isValue(java) ? java : converted(java);
    }

    /** Whether this is one of the seven types that make up the tree. */
    public static boolean isValue(Object java) {
        return java instanceof String
                || java instanceof ObjectValue
                || java instanceof ListValue
                || java instanceof Long
                || java instanceof Boolean
                || java instanceof NumberValue
                || java instanceof NullValue;
    }

    private static Object converted(Object java) {
        return switch (java) {
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            case Double d -> number(d);
            case Float f -> number(Double.parseDouble(f.toString()));
            case BigDecimal d -> number(d.toString());
            case BigInteger i -> number(i.toString());
            case Map<?, ?> map -> {
                ObjectValue.Builder builder = ObjectValue.builder();
                map.forEach((key, value) -> builder.set(String.class.cast(key), value));
                yield builder.build();
            }
            case List<?> list -> ListValue.copyOf(list);
            default ->
                throw new IllegalArgumentException(
                        "not a value: " + java.getClass().getName());
        };
    }

    /** The number that JSON's text of it means: a {@link Long} when it is a plain 64-bit integer. */
    public static Object number(String text) {
        boolean plain = JsonNumbers.isNumber(text) && NumberValue.isPlainInteger(text);
        return plain ? (Object) Long.valueOf(text) : new NumberValue(text);
    }

    /** The number as Go writes it into JSON: a whole one is a {@link Long} as far as it fits. */
    public static Object number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("json: unsupported value: " + GoText.general(value));
        }
        return number(GoText.json(value));
    }

    /** The value with the keys of every object in it in the order of {@link String#compareTo}, as Go sorts a map. */
    public static Object sorted(Object value) {
        return switch (value) {
            case ObjectValue object -> object.sorted();
            case ListValue list -> {
                Object[] items = list.stream().map(Values::sorted).toArray();
                boolean same = IntStream.range(0, items.length).allMatch(i -> items[i] == list.get(i));
                yield same ? list : ListValue.owning(items);
            }
            default -> value;
        };
    }

    /** Whether two values are equal when numbers count by what they are worth: 1, 1.0 and 1e0 are the same. */
    public static boolean equivalent(Object a, Object b) {
        if (a == b) {
            return true;
        }
        return switch (a) {
            case ObjectValue object -> b instanceof ObjectValue other && equivalent(object, other);
            case ListValue list -> b instanceof ListValue other && equivalent(list, other);
            case Long number
            when b instanceof NumberValue other -> other.toDecimal().compareTo(new BigDecimal(number)) == 0;
            case NumberValue number
            when b instanceof Long other -> number.toDecimal().compareTo(new BigDecimal(other)) == 0;
            default -> a.equals(b);
        };
    }

    private static boolean equivalent(ObjectValue a, ObjectValue b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            Object other = b.get(a.keyAt(i));
            if (other == null || !equivalent(a.valueAt(i), other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equivalent(ListValue a, ListValue b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equivalent(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
