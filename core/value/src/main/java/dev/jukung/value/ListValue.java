package dev.jukung.value;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Function;

/** An immutable JSON array, readable as a {@link List}. Immutable. */
public final class ListValue extends AbstractList<Object> implements RandomAccess {
    public static final ListValue EMPTY = new ListValue(new Object[0]);

    private final Object[] items;

    private ListValue(Object[] items) {
        this.items = items;
    }

    /** Takes the array as it is. */
    static ListValue owning(Object[] items) {
        return items.length == 0 ? EMPTY : new ListValue(items);
    }

    /** Items may be whatever {@link Values#from} takes. */
    public static ListValue of(Object... items) {
        if (items.length == 0) {
            return EMPTY;
        }
        Object[] values = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
            values[i] = Values.from(items[i]);
        }
        return new ListValue(values);
    }

    public static ListValue copyOf(Collection<?> items) {
        return of(items.toArray());
    }

    @Override
    public Object get(int index) {
        return items[index];
    }

    @Override
    public int size() {
        return items.length;
    }

    /** The items that are objects. */
    public List<ObjectValue> objects() {
        return stream()
                .filter(ObjectValue.class::isInstance)
                .map(ObjectValue.class::cast)
                .toList();
    }

    /** The items that are strings. */
    public List<String> texts() {
        return stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }

    /** A list of views, made when they are read. */
    public <T> List<T> views(Function<ObjectValue, T> view) {
        ListValue list = this;
        return new AbstractList<>() {
            @Override
            public T get(int index) {
                return view.apply(list.items[index] instanceof ObjectValue object ? object : ObjectValue.EMPTY);
            }

            @Override
            public int size() {
                return list.items.length;
            }
        };
    }

    /** With the item at {@code index} replaced; a value may be whatever {@link Values#from} takes, here and below. */
    public ListValue with(int index, Object value) {
        if (items[index] == value) {
            return this;
        }
        Object[] changed = items.clone();
        changed[index] = Values.from(value);
        return new ListValue(changed);
    }

    public ListValue plus(Object value) {
        Object[] longer = Arrays.copyOf(items, items.length + 1);
        longer[items.length] = Values.from(value);
        return new ListValue(longer);
    }

    /** With {@code value} put in at {@code index}; what was there and after moves up by one. */
    public ListValue plus(int index, Object value) {
        Object[] longer = new Object[items.length + 1];
        System.arraycopy(items, 0, longer, 0, index);
        longer[index] = Values.from(value);
        System.arraycopy(items, index, longer, index + 1, items.length - index);
        return new ListValue(longer);
    }

    public ListValue without(int index) {
        Object[] shorter = new Object[items.length - 1];
        System.arraycopy(items, 0, shorter, 0, index);
        System.arraycopy(items, index + 1, shorter, index, shorter.length - index);
        return owning(shorter);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListValue that ? Arrays.equals(items, that.items) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }

    /** The array as compact JSON. */
    @Override
    public String toString() {
        return Json.write(this);
    }
}
