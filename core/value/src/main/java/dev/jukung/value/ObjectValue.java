package dev.jukung.value;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object: keys in order, no key twice. A change copies this level only and shares the
 * rest. Two objects are equal when they have equal values under the same keys, whatever the order. Immutable.
 */
public final class ObjectValue {
    public static final ObjectValue EMPTY = new ObjectValue(new String[0], new Object[0]);

    private final String[] keys;
    private final Object[] values;

    private ObjectValue(String[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    /** Pairs of a key and a value; a value may be whatever {@link Values#from} takes. */
    public static ObjectValue of(Object... keysAndValues) {
        Builder builder = builder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.set((String) keysAndValues[i], Values.from(keysAndValues[i + 1]));
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public int size() {
        return keys.length;
    }

    public boolean isEmpty() {
        return keys.length == 0;
    }

    public String keyAt(int index) {
        return keys[index];
    }

    public Object valueAt(int index) {
        return values[index];
    }

    /** Where {@code key} stands, or -1. */
    public int indexOf(String key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) { // interned by schema: the usual case
                return i;
            }
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    public boolean has(String key) {
        return indexOf(key) >= 0;
    }

    public @Nullable Object get(String key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    /** The value at a path of keys, or null when any step is absent or not an object. */
    public @Nullable Object at(String... path) {
        Object value = this;
        for (String key : path) {
            if (!(value instanceof ObjectValue object)) {
                return null;
            }
            value = object.get(key);
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    /** The object under {@code key}; empty when it is absent or no object. */
    public ObjectValue object(String key) {
        return get(key) instanceof ObjectValue object ? object : EMPTY;
    }

    /** The list under {@code key}; empty when it is absent or no list. */
    public ListValue list(String key) {
        return get(key) instanceof ListValue list ? list : ListValue.EMPTY;
    }

    /** The string under {@code key}; empty when it is absent or no string. */
    public Optional<String> text(String key) {
        return get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The string under {@code key}, or {@code absent}. */
    public String text(String key, String absent) {
        return get(key) instanceof String text ? text : absent;
    }

    /** The integer under {@code key}, or {@code absent}. */
    public long integer(String key, long absent) {
        return get(key) instanceof Long number ? number : absent;
    }

    /** The boolean under {@code key}, or {@code absent}. */
    public boolean flag(String key, boolean absent) {
        return get(key) instanceof Boolean flag ? flag : absent;
    }

    /** This object with {@code key} set: in its place if present, else at the end. */
    public ObjectValue with(String key, Object value) {
        int index = indexOf(key);
        if (index >= 0) {
            if (values[index] == value) {
                return this;
            }
            Object[] changed = values.clone();
            changed[index] = value;
            return new ObjectValue(keys, changed);
        }
        String[] longerKeys = Arrays.copyOf(keys, keys.length + 1);
        Object[] longerValues = Arrays.copyOf(values, values.length + 1);
        longerKeys[keys.length] = key;
        longerValues[values.length] = value;
        return new ObjectValue(longerKeys, longerValues);
    }

    /** This object with the value at a path of keys set; objects missing on the way are made. */
    public ObjectValue withAt(Object value, String... path) {
        return withAt(value, path, 0);
    }

    private ObjectValue withAt(Object value, String[] path, int depth) {
        if (depth == path.length - 1) {
            return with(path[depth], value);
        }
        return with(path[depth], object(path[depth]).withAt(value, path, depth + 1));
    }

    public ObjectValue without(String key) {
        int index = indexOf(key);
        if (index < 0) {
            return this;
        }
        Builder builder = builder();
        for (int i = 0; i < keys.length; i++) {
            if (i != index) {
                builder.set(keys[i], values[i]);
            }
        }
        return builder.build();
    }

    public void forEach(BiConsumer<? super String, Object> action) {
        for (int i = 0; i < keys.length; i++) {
            action.accept(keys[i], values[i]);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ObjectValue that) || that.size() != size()) {
            return false;
        }
        for (int i = 0; i < keys.length; i++) {
            if (!values[i].equals(that.get(keys[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < keys.length; i++) {
            hash += keys[i].hashCode() ^ values[i].hashCode();
        }
        return hash;
    }

    /** The object as compact JSON. */
    @Override
    public String toString() {
        return Json.write(this);
    }

    /** Collects keys and values; a key set twice keeps its first place and its last value. Confined to one thread. */
    public static final class Builder {
        private String[] keys = new String[8];
        private Object[] values = new Object[8];
        private int size;

        public Builder set(String key, Object value) {
            for (int i = 0; i < size; i++) {
                if (keys[i].equals(key)) {
                    values[i] = value;
                    return this;
                }
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            keys[size] = key;
            values[size] = value;
            size++;
            return this;
        }

        public ObjectValue build() {
            return size == 0 ? EMPTY : new ObjectValue(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
        }
    }
}
