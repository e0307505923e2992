package dev.jukung.schema.cel;

import java.util.ArrayList;
import java.util.List;

/**
 * A list made by an expression. Lists that grow out of one another at the end share their items, so that collecting n
 * items takes n steps. Confined to one thread.
 */
final class JavaList implements CelList {
    static final JavaList EMPTY = new JavaList(List.of(), 0);

    private final List<Object> items; // more than size when another list has grown out of this one
    private final int size;

    private JavaList(List<Object> items, int size) {
        this.items = items;
        this.size = size;
    }

    /** A list that all evaluations share: nothing grows out of its items. */
    static JavaList constant(List<Object> items) {
        return new JavaList(List.copyOf(items), items.size());
    }

    static JavaList of(List<?> items) {
        return new JavaList(new ArrayList<>(items), items.size());
    }

    static JavaList of(CelList list) {
        if (list instanceof JavaList same) {
            return same;
        }
        List<Object> items = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(list.get(i));
        }
        return new JavaList(items, items.size());
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public Object plus(CelList other) {
        boolean last = size == items.size() && items instanceof ArrayList<Object>;
        List<Object> grown = last ? items : new ArrayList<>(items.subList(0, size));
        for (int i = 0; i < other.size(); i++) {
            grown.add(other.get(i));
        }
        return new JavaList(grown, size + other.size());
    }
}
