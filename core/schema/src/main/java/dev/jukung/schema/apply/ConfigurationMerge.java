package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object with an applied configuration merged into it. Nothing is removed by this: where both speak, the configuration
 * wins; lists keep the object's order unless the configuration has another one. Copies only what changes.
 */
final class ConfigurationMerge {
    private ConfigurationMerge() {}

    static ObjectValue merge(MergeType type, ObjectValue object, ObjectValue configuration) {
        return values(type, object, configuration) instanceof ObjectValue merged ? merged : ObjectValue.EMPTY;
    }

    /** Null means that nothing is left. */
    private static @Nullable Object values(MergeType type, @Nullable Object left, @Nullable Object right) {
        if (left == null || left == right) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return switch (type.form(right)) {
            case SCALAR -> right;
            case MAP -> {
                ObjectValue before = left instanceof ObjectValue object ? object : ObjectValue.EMPTY;
                ObjectValue given = right instanceof ObjectValue object ? object : ObjectValue.EMPTY;
                boolean whole = type.atomicMap() || (before.isEmpty() && given.isEmpty());
                yield whole ? right : maps(type, before, given);
            }
            case LIST -> {
                ListValue before = left instanceof ListValue list ? list : ListValue.EMPTY;
                ListValue given = right instanceof ListValue list ? list : ListValue.EMPTY;
                boolean whole = type.atomicList() || (before.isEmpty() && given.isEmpty());
                yield whole ? right : new ListMerge(type, before, given).merged();
            }
        };
    }

    private static @Nullable ObjectValue maps(MergeType type, ObjectValue left, ObjectValue right) {
        ObjectValue result = left;
        for (int i = 0; i < right.size(); i++) {
            String key = right.keyAt(i);
            MergeType field = type.field(key);
            Object merged = values(field == null ? MergeType.DEDUCED : field, left.get(key), right.valueAt(i));
            result = merged == null ? result.without(key) : result.with(key, merged);
        }
        return result.isEmpty() ? null : result;
    }

    /**
     * Merges two lists of identified items. Both are walked at once. Items of both sides appear in the order of the
     * configuration; items of the object alone stay between their neighbours as far as that order allows.
     */
    private static final class ListMerge {
        private final MergeType type;
        private final ListValue left;
        private final List<PathElement> leftElements;
        private final List<PathElement> rightElements;
        private final Map<PathElement, Object> leftItems = new HashMap<>();
        private final Map<PathElement, Object> rightItems = new HashMap<>();
        private final Deque<PathElement> shared = new ArrayDeque<>();
        private final Set<PathElement> taken = new HashSet<>();
        private final List<Object> out = new ArrayList<>();

        ListMerge(MergeType type, ListValue left, ListValue right) {
            this.type = type;
            this.left = left;
            this.leftElements = index(left, leftItems);
            this.rightElements = index(right, rightItems);
            rightElements.stream().filter(leftItems::containsKey).forEach(shared::add);
        }

        /** An item that is there twice cannot be merged with anything: it counts as null. */
        private List<PathElement> index(ListValue list, Map<PathElement, Object> items) {
            List<PathElement> elements = new ArrayList<>(list.size());
            for (Object item : list) {
                PathElement element = ListItems.element(type, item);
                items.merge(element, item, (_, _) -> NullValue.NULL);
                elements.add(element);
            }
            return elements;
        }

        @Nullable
        ListValue merged() {
            int l = 0;
            int r = 0;
            while (l < leftElements.size() || r < rightElements.size()) {
                if (l < leftElements.size() && r < rightElements.size()) {
                    PathElement element = leftElements.get(l);
                    if (element.equals(rightElements.get(r))) {
                        both(element);
                        shared.poll();
                        l++;
                        r++;
                        continue;
                    }
                    if (rightItems.containsKey(element) && !shared.isEmpty() && !element.equals(shared.peek())) {
                        l++; // its turn comes where the configuration has it
                        continue;
                    }
                }
                if (l < leftElements.size()) {
                    PathElement element = leftElements.get(l);
                    if (!rightItems.containsKey(element)) {
                        out.add(left.get(l));
                        l++;
                        continue;
                    }
                    if (taken.contains(element)) {
                        l++;
                    }
                }
                if (r < rightElements.size()) {
                    PathElement element = rightElements.get(r);
                    both(element);
                    r++;
                    if (element.equals(shared.peek())) {
                        shared.poll();
                    }
                }
            }
            return out.isEmpty() ? null : sameAsLeft() ? left : ListValue.of(out.toArray());
        }

        private void both(PathElement element) {
            taken.add(element);
            Object merged = values(type.items(), leftItems.get(element), rightItems.get(element));
            if (merged != null) {
                out.add(merged);
            }
        }

        private boolean sameAsLeft() {
            if (out.size() != left.size()) {
                return false;
            }
            for (int i = 0; i < out.size(); i++) {
                if (out.get(i) != left.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
