package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What changed from one object to another; no field is in two of the sets. */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {
    private static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

    /** What happened to a path itself. */
    private enum Mark {
        NONE,
        REMOVED,
        MODIFIED,
        ADDED
    }

    private record Change(Mark self, Comparison below) {
        static final Change NOTHING = new Change(Mark.NONE, Comparison.NONE);
        static final Change MODIFIED = new Change(Mark.MODIFIED, Comparison.NONE);
    }

    static Comparison of(MergeType type, ObjectValue left, ObjectValue right) {
        return change(type, left, right).below();
    }

    Comparison without(FieldSet fields) {
        return fields.isEmpty()
                ? this
                : new Comparison(
                        removed.recursiveDifference(fields),
                        modified.recursiveDifference(fields),
                        added.recursiveDifference(fields));
    }

    /** One of the two may be absent. */
    private static Change change(MergeType type, @Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return Change.NOTHING; // objects share what did not change
        }
        if (left != null && right != null && !type.sameForm(left, right)) {
            Change before = formed(type, type.form(left), left, right);
            Change after = formed(type, type.form(right), left, right);
            return new Change(
                    before.self() == Mark.NONE ? after.self() : before.self(), joined(before.below(), after.below()));
        }
        Object shaping = right == null ? left : right;
        Change change = formed(type, type.form(shaping), left, right);
        if (left == null) {
            return new Change(Mark.ADDED, change.below());
        }
        return right == null ? new Change(Mark.REMOVED, change.below()) : change;
    }

    private static Comparison joined(Comparison first, Comparison second) {
        return new Comparison(
                first.removed().union(second.removed()),
                first.modified().union(second.modified()),
                first.added().union(second.added()));
    }

    private static Change formed(MergeType type, MergeType.Form form, @Nullable Object left, @Nullable Object right) {
        return switch (form) {
            case SCALAR -> leaf(left, right);
            case MAP -> {
                ObjectValue before = left instanceof ObjectValue object ? object : ObjectValue.EMPTY;
                ObjectValue after = right instanceof ObjectValue object ? object : ObjectValue.EMPTY;
                boolean whole = type.atomicMap() || (before.isEmpty() && after.isEmpty());
                yield whole ? leaf(left, right) : maps(type, before, after);
            }
            case LIST -> {
                ListValue before = left instanceof ListValue list ? list : ListValue.EMPTY;
                ListValue after = right instanceof ListValue list ? list : ListValue.EMPTY;
                boolean whole = type.atomicList() || (before.isEmpty() && after.isEmpty());
                yield whole ? leaf(left, right) : lists(type, before, after);
            }
        };
    }

    private static Change leaf(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null || ValueOrder.same(left, right)) {
            return Change.NOTHING; // absence is marked by the caller
        }
        return Change.MODIFIED;
    }

    private static Change maps(MergeType type, ObjectValue before, ObjectValue after) {
        Levels levels = new Levels();
        for (int i = 0; i < before.size(); i++) {
            String key = before.keyAt(i);
            levels.add(new PathElement.Field(key), change(field(type, key), before.valueAt(i), after.get(key)));
        }
        for (int i = 0; i < after.size(); i++) {
            String key = after.keyAt(i);
            if (!before.has(key)) {
                levels.add(new PathElement.Field(key), change(field(type, key), null, after.valueAt(i)));
            }
        }
        return levels.build();
    }

    private static MergeType field(MergeType type, String key) {
        MergeType field = type.field(key);
        return field == null ? MergeType.DEDUCED : field;
    }

    private static Change lists(MergeType type, ListValue before, ListValue after) {
        Map<PathElement, ListValue> left = grouped(type, before);
        Map<PathElement, ListValue> right = grouped(type, after);
        Levels levels = new Levels();
        left.forEach((element, items) ->
                items(type.items(), element, items, right.getOrDefault(element, ListValue.EMPTY), levels));
        right.forEach((element, items) -> {
            if (!left.containsKey(element)) {
                items(type.items(), element, ListValue.EMPTY, items, levels);
            }
        });
        return levels.build();
    }

    private static Map<PathElement, ListValue> grouped(MergeType type, ListValue list) {
        Map<PathElement, ListValue> groups = LinkedHashMap.newLinkedHashMap(list.size());
        for (Object item : list) {
            groups.merge(ListItems.element(type, item), ListValue.of(item), (known, more) -> known.plus(more.get(0)));
        }
        return groups;
    }

    /** Compares the items of one identity; repeated ones count as a whole. */
    private static void items(MergeType type, PathElement element, ListValue left, ListValue right, Levels levels) {
        if (left.size() <= 1 && right.size() <= 1) {
            levels.add(element, change(type, only(left), only(right)));
        } else if (left.size() > 1 && right.size() > 1) {
            if (!ValueOrder.same(left, right)) {
                levels.add(element, Change.MODIFIED);
            }
        } else if (left.size() > 1) {
            if (!right.isEmpty()) {
                levels.add(element, change(type, null, right.get(0)));
            }
            levels.add(element, new Change(Mark.REMOVED, NONE));
        } else {
            if (!left.isEmpty()) {
                levels.add(element, change(type, left.get(0), null));
            }
            levels.add(element, new Change(Mark.ADDED, NONE));
        }
    }

    private static @Nullable Object only(List<Object> items) {
        return items.isEmpty() ? null : items.getFirst();
    }

    /** The three sets of one level while they are built. */
    private static final class Levels {
        private final FieldSet.Level removed = new FieldSet.Level();
        private final FieldSet.Level modified = new FieldSet.Level();
        private final FieldSet.Level added = new FieldSet.Level();

        void add(PathElement element, Change change) {
            if (change == Change.NOTHING) {
                return;
            }
            removed.add(element, change.self() == Mark.REMOVED, change.below().removed());
            modified.add(element, change.self() == Mark.MODIFIED, change.below().modified());
            added.add(element, change.self() == Mark.ADDED, change.below().added());
        }

        Change build() {
            if (removed.isEmpty() && modified.isEmpty() && added.isEmpty()) {
                return Change.NOTHING;
            }
            return new Change(Mark.NONE, new Comparison(removed.build(), modified.build(), added.build()));
        }
    }
}
