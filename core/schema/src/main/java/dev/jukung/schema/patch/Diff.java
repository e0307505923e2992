package dev.jukung.schema.patch;

import dev.jukung.schema.GoText;
import dev.jukung.schema.PatchStrategy;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The patch that leads from one object to another.
 *
 * @param changes whether the patch has what was added and changed
 * @param deletions whether the patch has what was deleted
 * @param elementOrder whether the patch says the order of merged lists
 */
record Diff(boolean changes, boolean deletions, boolean elementOrder) {
    ObjectValue objects(ObjectValue original, ObjectValue modified, @Nullable Schema schema, boolean retainKeys) {
        Map<String, Object> patch = new LinkedHashMap<>();
        List<Object> retained = new ArrayList<>();
        modified.forEach((key, value) -> {
            if (retainKeys && value != NullValue.NULL) {
                retained.add(key);
            }
            member(key, original.get(key), value, patch, schema);
        });
        if (deletions) {
            original.forEach((key, _) -> {
                if (!modified.has(key)) {
                    patch.put(key, NullValue.NULL);
                }
            });
        }
        if (!retained.isEmpty() && (!patch.isEmpty() || hasMore(original, modified))) {
            patch.put(Directives.RETAIN_KEYS, ListValue.copyOf(Directives.sorted(retained)));
        }
        ObjectValue.Builder result = ObjectValue.builder();
        patch.forEach(result::set);
        return result.build();
    }

    private static boolean hasMore(ObjectValue original, ObjectValue modified) {
        for (int i = 0; i < original.size(); i++) {
            if (original.valueAt(i) != NullValue.NULL && !modified.has(original.keyAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void member(
            String key,
            @Nullable Object original,
            Object modified,
            Map<String, Object> patch,
            @Nullable Schema schema) {
        if (original == null || !sameType(original, modified)) {
            put(key, modified, patch);
            return;
        }
        if (original.equals(modified) && !(original instanceof ObjectValue) && !(original instanceof ListValue)) {
            return;
        }
        Schema child = Merge.child(schema, key);
        if (original instanceof ObjectValue before && modified instanceof ObjectValue after) {
            object(key, before, after, patch, child);
        } else if (original instanceof ListValue before && modified instanceof ListValue after) {
            list(key, before, after, patch, child);
        } else {
            put(key, modified, patch);
        }
    }

    private static boolean sameType(Object left, Object right) {
        return Values.typeOf(left).equals(Values.typeOf(right));
    }

    private void put(String key, Object value, Map<String, Object> patch) {
        if (changes) {
            patch.put(key, value);
        }
    }

    private void object(
            String key, ObjectValue before, ObjectValue after, Map<String, Object> patch, @Nullable Schema schema) {
        PatchStrategy strategy = Merge.strategy(schema);
        if (strategy.replace()) {
            put(key, after, patch);
            return;
        }
        ObjectValue difference = objects(before, after, schema, strategy.retainKeys());
        if (!difference.isEmpty()) {
            patch.put(key, difference);
        }
    }

    private void list(
            String key, ListValue before, ListValue after, Map<String, Object> patch, @Nullable Schema schema) {
        PatchStrategy strategy = Merge.strategy(schema);
        if (!strategy.merge()) {
            if (!before.equals(after)) {
                put(key, after, patch);
            }
        } else if (before.isEmpty()) {
            if (!after.isEmpty()) {
                put(key, after, patch);
            }
        } else if (MergeLists.holdObjects(before, after)) {
            objectList(key, before, after, patch, schema, strategy);
        } else {
            scalarList(key, before, after, patch);
        }
    }

    private void scalarList(String key, ListValue before, ListValue after, Map<String, Object> patch) {
        List<Object> added = new ArrayList<>(Directives.sorted(after));
        Directives.sorted(before).forEach(added::remove);
        List<Object> deleted = new ArrayList<>(Directives.sorted(before));
        Directives.sorted(after).forEach(deleted::remove);
        if (changes && !added.isEmpty()) {
            patch.put(key, ListValue.copyOf(MergeLists.sortedBy(added, after, Optional.empty())));
        }
        boolean deletes = deletions && !deleted.isEmpty();
        if (deletes) {
            patch.put(
                    Directives.DELETE_FROM_PRIMITIVE_LIST + "/" + key,
                    ListValue.copyOf(deleted.stream().distinct().toList()));
        }
        if (elementOrder && !after.isEmpty() && (deletes || (changes && !before.equals(after)))) {
            patch.put(Directives.SET_ELEMENT_ORDER + "/" + key, after);
        }
    }

    private void objectList(
            String key,
            ListValue before,
            ListValue after,
            Map<String, Object> patch,
            @Nullable Schema schema,
            PatchStrategy strategy) {
        String mergeKey = strategy.mergeKey().orElse("");
        Schema items = schema == null ? null : schema.items();
        List<Object> changed = new ArrayList<>();
        List<Object> unmatched = new ArrayList<>(before);
        for (Object item : after) {
            ObjectValue object = MergeLists.object(item);
            Object identity = MergeLists.requiredKey(object, mergeKey);
            int index = MergeLists.indexOf(unmatched, identity, Optional.of(mergeKey));
            if (index >= 0) {
                ObjectValue old = MergeLists.object(unmatched.remove(index));
                ObjectValue difference = objects(old, object, items, strategy.retainKeys());
                if (!difference.isEmpty()) {
                    changed.add(difference.with(mergeKey, identity));
                }
            } else if (changes) {
                changed.add(object);
            }
        }
        if (deletions) {
            changed.addAll(deletedItems(unmatched, mergeKey));
        }
        if (!changed.isEmpty()) {
            patch.put(key, ListValue.copyOf(changed));
        }
        boolean orders = (changes && (!changed.isEmpty() || !sameOrder(before, after, mergeKey)))
                || (deletions && !changed.isEmpty());
        if (elementOrder && !after.isEmpty() && orders) {
            patch.put(Directives.SET_ELEMENT_ORDER + "/" + key, keysOf(after, mergeKey));
        }
    }

    private static List<Object> deletedItems(List<Object> gone, String mergeKey) {
        return gone.stream()
                .map(item -> MergeLists.requiredKey(MergeLists.object(item), mergeKey))
                .sorted(Comparator.comparing(GoText::printed))
                .map(key -> (Object) ObjectValue.of(Directives.MARKER, Directives.DELETE, mergeKey, key))
                .toList();
    }

    private static boolean sameOrder(ListValue before, ListValue after, String mergeKey) {
        return keysOf(before, mergeKey).equals(keysOf(after, mergeKey));
    }

    private static ListValue keysOf(ListValue list, String mergeKey) {
        return ListValue.copyOf(list.stream()
                .map(item ->
                        (Object) ObjectValue.of(mergeKey, MergeLists.requiredKey(MergeLists.object(item), mergeKey)))
                .toList());
    }
}
