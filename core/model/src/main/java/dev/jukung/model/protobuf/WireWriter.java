package dev.jukung.model.protobuf;

import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;

/** Trees to messages, in one pass from the last field to the first. Confined to one thread. */
final class WireWriter {
    /** Go's zero time, which is written as no time at all. */
    private static final String ZERO_TIME = "0001-01-01T00:00:00Z";

    private static final int NANOS_PER_MICRO = 1000;
    private static final Comparator<String> BY_BYTES = WireWriter::compareAsBytes;

    private final WireOutput out;

    WireWriter(WireOutput out) {
        this.out = out;
    }

    static byte[] unset(WireField field) {
        WireWriter writer = new WireWriter(new WireOutput(0));
        if (field.alwaysWritten()) {
            writer.one(field.number(), field, NullValue.NULL);
        }
        return writer.out.toByteArray();
    }

    void message(WireMessage message, ObjectValue object) {
        WireField[] fields = message.fields();
        int[] places = message.places(object);
        for (int slot = fields.length - 1; slot >= 0; slot--) {
            WireField field = fields[slot];
            if (field.inline()) {
                int before = out.length();
                message(field.target(), object);
                out.delimit(field.number(), before);
                continue;
            }
            Object value = places[slot] < 0 ? NullValue.NULL : object.valueAt(places[slot]);
            if (value == NullValue.NULL) {
                out.raw(message.unset(slot));
            } else {
                field(field, value);
            }
        }
    }

    private void field(WireField field, Object value) {
        switch (field.shape()) {
            case ONE -> one(field.number(), field, value);
            case LIST -> {
                ListValue list = as(ListValue.class, value, field);
                for (int i = list.size() - 1; i >= 0; i--) {
                    one(field.number(), field, list.get(i));
                }
            }
            case MAP -> entries(field, as(ObjectValue.class, value, field));
        }
    }

    /** By the order of their keys, as Go writes them. */
    private void entries(WireField field, ObjectValue map) {
        String[] keys = new String[map.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = map.keyAt(i);
        }
        Arrays.sort(keys, BY_BYTES);
        for (int i = keys.length - 1; i >= 0; i--) {
            int before = out.length();
            Object value = map.valueAt(map.indexOf(keys[i]));
            if (value != NullValue.NULL || field.form() != WireForm.BYTES) {
                one(2, field, value);
            }
            out.text(1, keys[i]);
            out.delimit(field.number(), before);
        }
    }

    /** One value with its tag; null is the zero of its type. */
    private void one(int number, WireField field, Object value) {
        boolean zero = value == NullValue.NULL;
        switch (field.form()) {
            case STRING -> out.text(number, zero ? "" : as(String.class, value, field));
            case BYTES -> out.bytes(number, zero ? new byte[0] : decoded(field, value));
            case BOOL -> out.integer(number, !zero && as(Boolean.class, value, field) ? 1 : 0);
            case INT32, INT64 -> out.integer(number, zero ? 0 : as(Long.class, value, field));
            case DOUBLE -> out.fixed64(number, Double.doubleToRawLongBits(zero ? 0 : real(field, value)));
            default -> {
                int before = out.length();
                content(field, value, zero);
                out.delimit(number, before);
            }
        }
    }

    private static byte[] decoded(WireField field, Object value) {
        return Base64.getDecoder().decode(as(String.class, value, field));
    }

    private static double real(WireField field, Object value) {
        return value instanceof Long whole
                ? whole
                : as(NumberValue.class, value, field).toDouble();
    }

    private void content(WireField field, Object value, boolean zero) {
        switch (field.form()) {
            case MESSAGE -> message(field.target(), zero ? ObjectValue.EMPTY : as(ObjectValue.class, value, field));
            case INT_OR_STRING -> intOrString(zero ? Long.valueOf(0) : value, field);
            case QUANTITY -> out.text(1, zero ? "0" : value instanceof Long ? value.toString() : text(value, field));
            default -> {
                if (!zero) {
                    special(field, value);
                }
            }
        }
    }

    private void special(WireField field, Object value) {
        switch (field.form()) {
            case TIME -> {
                String time = text(value, field);
                if (!time.equals(ZERO_TIME)) {
                    timestamp(WireTime.seconds(time), 0);
                }
            }
            case MICRO_TIME -> {
                Instant time = WireTime.parse(text(value, field));
                timestamp(time.getEpochSecond(), time.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO);
            }
            case RAW -> out.bytes(1, Json.bytes(value));
            case TEXTS -> texts(1, as(ListValue.class, value, field));
            case SCHEMA_OR_LIST -> {
                if (value instanceof ListValue list) {
                    for (int i = list.size() - 1; i >= 0; i--) {
                        schema(2, field, list.get(i));
                    }
                } else {
                    schema(1, field, value);
                }
            }
            case SCHEMA_OR_BOOL -> {
                if (!(value instanceof Boolean)) {
                    schema(2, field, value);
                }
                out.integer(1, Boolean.FALSE.equals(value) ? 0 : 1);
            }
            case SCHEMA_OR_TEXTS -> {
                if (value instanceof ListValue list) {
                    texts(2, list);
                } else {
                    schema(1, field, value);
                }
            }
            default -> throw new IllegalStateException("no special form: " + field.form());
        }
    }

    private void schema(int number, WireField field, Object value) {
        int before = out.length();
        message(field.target(), as(ObjectValue.class, value, field));
        out.delimit(number, before);
    }

    private void texts(int number, ListValue list) {
        for (int i = list.size() - 1; i >= 0; i--) {
            out.text(number, (String) list.get(i));
        }
    }

    private void timestamp(long seconds, int nanos) {
        out.integer(2, nanos);
        out.integer(1, seconds);
    }

    private void intOrString(Object value, WireField field) {
        boolean number = value instanceof Long;
        out.text(3, number ? "" : text(value, field));
        out.integer(2, number ? (Long) value : 0);
        out.integer(1, number ? 0 : 1);
    }

    private static String text(Object value, WireField field) {
        return as(String.class, value, field);
    }

    /** What has been decoded by its schema has the right type; anything else is a bug. */
    private static <T> T as(Class<T> type, Object value, WireField field) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(field.name() + " cannot be written as " + field.form() + ": "
                    + value.getClass().getSimpleName());
        }
        return type.cast(value);
    }

    /** The order of the UTF-8 forms: that of the characters, but what is written as two of them comes last. */
    private static int compareAsBytes(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xPaired = Character.isSurrogate(x);
                return xPaired == Character.isSurrogate(y) ? Character.compare(x, y) : xPaired ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
