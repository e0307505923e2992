package dev.jukung.schema.cel;

import dev.jukung.schema.ListType;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of a tree. Of a set and of a list map the order does not count when they are compared, and adding to one
 * replaces what is there under the same key. Immutable.
 */
final class TreeList implements CelList {
    private final ListValue tree;
    private final @Nullable Schema schema;
    private final boolean typed;

    TreeList(ListValue tree, @Nullable Schema schema, boolean typed) {
        this.tree = tree;
        this.schema = schema;
        this.typed = typed;
    }

    @Override
    public int size() {
        return tree.size();
    }

    @Override
    public Object get(int index) {
        Schema items = schema == null ? null : schema.items();
        if (items == null) {
            return typed
                    ? new CelError("invalid array type, expected Items with a non-empty Schema")
                    : CelValues.of(tree.get(index));
        }
        return CelValues.of(tree.get(index), items, items.embeddedResource());
    }

    private ListType listType() {
        return schema == null ? ListType.ATOMIC : schema.listType();
    }

    @Override
    public boolean sameAs(CelList other) {
        if (other instanceof TreeList that && tree == that.tree) {
            return true;
        }
        if (listType() == ListType.ATOMIC || !(other instanceof TreeList that)) {
            return CelList.super.sameAs(other);
        }
        if (size() != that.size()) {
            return false;
        }
        if (listType() == ListType.SET) {
            return new HashSet<>(tree).containsAll(that.tree);
        }
        Map<Object, Integer> byKey = new HashMap<>();
        for (int i = 0; i < size(); i++) {
            byKey.put(key(tree.get(i)), i);
        }
        for (int i = 0; i < that.size(); i++) {
            Integer mine = byKey.get(key(that.tree.get(i)));
            if (mine == null || !Equality.equal(get(mine), that.get(i))) {
                return false;
            }
        }
        return true;
    }

    private List<Object> key(Object item) {
        List<Object> key = new ArrayList<>();
        if (schema != null && item instanceof ObjectValue object) {
            for (String name : schema.listMapKeys()) {
                Object part = object.get(name);
                key.add(part == null ? List.of() : part);
            }
        }
        return key;
    }

    @Override
    public Object plus(CelList other) {
        if (listType() == ListType.ATOMIC || !(other instanceof TreeList that)) {
            return CelList.super.plus(other);
        }
        List<Object> items = new ArrayList<>(tree);
        if (listType() == ListType.SET) {
            Set<Object> present = new HashSet<>(tree);
            that.tree.stream().filter(present::add).forEach(items::add);
        } else {
            Map<Object, Integer> places = new HashMap<>();
            tree.forEach(item -> places.put(key(item), places.size()));
            for (Object item : that.tree) {
                Integer place = places.get(key(item));
                if (place == null) {
                    items.add(item);
                } else {
                    items.set(place, item);
                }
            }
        }
        return new TreeList(ListValue.copyOf(items), schema, typed);
    }
}
