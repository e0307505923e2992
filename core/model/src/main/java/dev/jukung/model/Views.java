package dev.jukung.model;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.AbstractList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the generated views are made of: values to Java types and back. A value of the wrong type reads as absent or zero. */
public final class Views {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Views() {}

    public static ObjectValue named(ObjectValue tree, String namespace, String name) {
        ObjectValue metadata = ObjectValue.of("name", name);
        return tree.with("metadata", namespace.isEmpty() ? metadata : metadata.with("namespace", namespace));
    }

    /** The value under a key; null counts as none. */
    public static Optional<Object> present(ObjectValue tree, String key) {
        Object value = tree.get(key);
        return value == null || value == NullValue.NULL ? Optional.empty() : Optional.of(value);
    }

    public static OptionalInt optionalInt(ObjectValue tree, String key) {
        return tree.get(key) instanceof Long number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    public static OptionalLong optionalLong(ObjectValue tree, String key) {
        return tree.get(key) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    public static OptionalDouble optionalDouble(ObjectValue tree, String key) {
        return switch (tree.get(key)) {
            case Long number -> OptionalDouble.of(number);
            case NumberValue number -> OptionalDouble.of(number.toDouble());
            case null, default -> OptionalDouble.empty();
        };
    }

    public static Optional<Boolean> optionalFlag(ObjectValue tree, String key) {
        return tree.get(key) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    public static <T> Optional<T> optional(ObjectValue tree, String key, Function<ObjectValue, T> view) {
        return tree.get(key) instanceof ObjectValue object ? Optional.of(view.apply(object)) : Optional.empty();
    }

    /** Items are converted when they are read. */
    public static <T> List<T> list(ListValue values, Function<Object, T> item) {
        return values.isEmpty()
                ? List.of()
                : new AbstractList<>() {
                    @Override
                    public T get(int index) {
                        return item.apply(values.get(index));
                    }

                    @Override
                    public int size() {
                        return values.size();
                    }
                };
    }

    public static <T> Map<String, T> map(ObjectValue values, Function<Object, T> item) {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<String, T> map = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((key, value) -> map.put(key, item.apply(value)));
        return Collections.unmodifiableMap(map);
    }

    public static <T> ListValue listOf(List<T> items, Function<T, Object> value) {
        return ListValue.copyOf(items.stream().map(value).toList());
    }

    public static <T> ObjectValue objectOf(Map<String, T> items, Function<T, Object> value) {
        ObjectValue.Builder builder = ObjectValue.builder();
        items.forEach((key, item) -> builder.set(key, value.apply(item)));
        return builder.build();
    }

    public static String toText(Object value) {
        return value instanceof String text ? text : "";
    }

    public static Integer toInt(Object value) {
        return value instanceof Long number ? number.intValue() : 0;
    }

    public static Long toLong(Object value) {
        return value instanceof Long number ? number : 0L;
    }

    public static Double toDouble(Object value) {
        return switch (value) {
            case Long number -> number.doubleValue();
            case NumberValue number -> number.toDouble();
            default -> 0.0;
        };
    }

    public static Boolean toFlag(Object value) {
        return value instanceof Boolean flag && flag;
    }

    /** RFC 3339; the epoch where the text is not a time (the schema refuses such text before it is stored). */
    public static Instant toInstant(Object value) {
        try {
            return value instanceof String text
                    ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from)
                    : Instant.EPOCH;
        } catch (DateTimeParseException _) {
            return Instant.EPOCH; // the contract above
        }
    }

    public static byte[] toBytes(Object value) {
        return value instanceof String text ? Base64.getDecoder().decode(text) : new byte[0];
    }

    public static ObjectValue toObject(Object value) {
        return value instanceof ObjectValue object ? object : ObjectValue.EMPTY;
    }

    public static ListValue toList(Object value) {
        return value instanceof ListValue list ? list : ListValue.EMPTY;
    }

    public static Object fromPlain(Object value) {
        return dev.jukung.value.Values.from(value);
    }

    /** Kubernetes' Time: RFC 3339 in UTC, whole seconds. */
    public static Object fromTime(Instant value) {
        return SECONDS.format(value);
    }

    /** Kubernetes' MicroTime: RFC 3339 in UTC, six digits of a second. */
    public static Object fromMicroTime(Instant value) {
        return MICROS.format(value);
    }

    public static Object fromBytes(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    public static Object fromIntOrString(IntOrString value) {
        return value.toValue();
    }

    public static Object fromQuantity(Quantity value) {
        return value.toString();
    }
}
