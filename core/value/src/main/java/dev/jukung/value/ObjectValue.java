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
    public static final ObjectValue EMPTY = new ObjectValue(Shape.own(new String[0]), new Object[0]);

    private final Shape shape;
    private final Object[] values;

    /** Takes the array as it is; it must have a value for each key of the shape. */
    ObjectValue(Shape shape, Object[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** Pairs of a key and a value; a value may be whatever {@link Values#from} takes. */
    public static ObjectValue of(Object... keysAndValues) {
        Builder builder = builder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.set((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with what is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        forEach(builder::set);
        return builder;
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public String keyAt(int index) {
        return shape.key(index);
    }

    public Object valueAt(int index) {
        return values[index];
    }

    /** Where {@code key} stands, or -1. */
    public int indexOf(String key) {
        return shape.indexOf(key);
    }

    public boolean has(String key) {
        return shape.indexOf(key) >= 0;
    }

    public @Nullable Object get(String key) {
        int index = shape.indexOf(key);
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

    /**
     * This object with {@code key} set: in its place if present, else at the end. A value may be whatever
     * {@link Values#from} takes, here and below.
     */
    public ObjectValue with(String key, Object value) {
        int index = shape.indexOf(key);
        if (index >= 0) {
            return withValue(index, value);
        }
        Object[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = Values.from(value);
        return new ObjectValue(isEmpty() ? Shape.root().plus(key) : shape.plus(key), longer);
    }

    private ObjectValue withValue(int index, Object value) {
        if (values[index] == value) {
            return this;
        }
        Object[] changed = values.clone();
        changed[index] = Values.from(value);
        return new ObjectValue(shape, changed);
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
        int index = shape.indexOf(key);
        if (index < 0) {
            return this;
        }
        if (values.length == 1) {
            return EMPTY;
        }
        Object[] shorter = new Object[values.length - 1];
        System.arraycopy(values, 0, shorter, 0, index);
        System.arraycopy(values, index + 1, shorter, index, shorter.length - index);
        return new ObjectValue(shape.minus(index), shorter);
    }

    /** This object without the value at a path of keys; what becomes empty by that stays. */
    public ObjectValue withoutAt(String... path) {
        return withoutAt(path, 0);
    }

    private ObjectValue withoutAt(String[] path, int depth) {
        if (depth == path.length - 1) {
            return without(path[depth]);
        }
        return get(path[depth]) instanceof ObjectValue object
                ? with(path[depth], object.withoutAt(path, depth + 1))
                : this;
    }

    /** This object with all keys of {@code other} set to its values. */
    public ObjectValue withAll(ObjectValue other) {
        Builder builder = toBuilder();
        other.forEach(builder::set);
        return unlessSame(builder.build());
    }

    /** As {@link #withAll}, but where both have an object under a key, those are merged in turn. Null is a value. */
    public ObjectValue merged(ObjectValue other) {
        Builder builder = toBuilder();
        other.forEach((key, value) -> {
            boolean bothObjects = value instanceof ObjectValue && get(key) instanceof ObjectValue;
            builder.set(key, bothObjects ? object(key).merged((ObjectValue) value) : value);
        });
        return unlessSame(builder.build());
    }

    /** The other object, which begins with the keys of this one, or this one if no value has changed. */
    private ObjectValue unlessSame(ObjectValue other) {
        boolean same = other.size() == size();
        for (int i = 0; same && i < values.length; i++) {
            same = values[i] == other.values[i];
        }
        return same ? this : other;
    }

    /** The same object with its keys, and those of every object in it, in the order of {@link String#compareTo}. */
    public ObjectValue sorted() {
        String[] keys = shape.keys().clone();
        Arrays.sort(keys);
        Builder builder = builder();
        boolean same = true;
        for (int i = 0; i < keys.length; i++) {
            int index = shape.indexOf(keys[i]);
            Object value = Values.sorted(values[index]);
            same &= index == i && value == values[index];
            builder.set(keys[i], value);
        }
        return same ? this : builder.build();
    }

    public void forEach(BiConsumer<? super String, Object> action) {
        for (int i = 0; i < values.length; i++) {
            action.accept(shape.key(i), values[i]);
        }
    }

    /**
     * What objects with the same keys in the same order usually share: whoever remembers something about the keys may
     * remember it by this, by identity. Null where nothing is shared.
     */
    public @Nullable Object layout() {
        return shape.isShared() ? shape : null;
    }

    Shape shape() {
        return shape;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ObjectValue that) || that.size() != size()) {
            return false;
        }
        boolean sameOrder = shape == that.shape;
        for (int i = 0; i < values.length; i++) {
            Object theirs = sameOrder ? that.values[i] : that.get(shape.key(i));
            if (values[i] != theirs && !values[i].equals(theirs)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < values.length; i++) {
            hash += shape.key(i).hashCode() ^ values[i].hashCode();
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
        private final Keys keys = new Keys(Shape.root());
        private Object[] values = new Object[8];

        private Builder() {}

        public Builder set(String key, Object value) {
            int index = keys.place(key, false);
            if (index == values.length) {
                values = Arrays.copyOf(values, index * 2);
            }
            values[index] = Values.from(value);
            return this;
        }

        /** The object so far; more may be set afterwards for another one. */
        public ObjectValue build() {
            return keys.size() == 0 ? EMPTY : new ObjectValue(keys.shape(), Arrays.copyOf(values, keys.size()));
        }
    }
}
