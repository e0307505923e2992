package dev.jukung.schema.patch;

import dev.jukung.schema.GoText;
import dev.jukung.schema.PatchStrategy;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges a patch into an object, or into another patch. The two differ in what happens to the directives: into an
 * object they are carried out and disappear, into a patch they are kept for whoever applies it.
 */
final class Merge {
    private final boolean intoPatch;

    private Merge(boolean intoPatch) {
        this.intoPatch = intoPatch;
    }

    static Merge intoObject() {
        return new Merge(false);
    }

    static Merge intoPatch() {
        return new Merge(true);
    }

    ObjectValue objects(ObjectValue original, ObjectValue patch, @Nullable Schema schema) {
        Object directive = patch.get(Directives.MARKER);
        if (directive != null) {
            return directed(directive, patch);
        }
        Map<String, Object> result = toMap(original);
        Map<String, Object> rest = toMap(patch);
        retainKeys(result, rest);
        for (String key : List.copyOf(rest.keySet())) {
            if (Directives.isElementOrder(key)) {
                elementOrder(key, result, rest, schema);
            }
        }
        rest.forEach((key, value) -> member(key, value, result, schema));
        return toObject(result);
    }

    private static ObjectValue directed(Object directive, ObjectValue patch) {
        if (directive.equals(Directives.REPLACE)) {
            return patch.without(Directives.MARKER);
        }
        if (directive.equals(Directives.DELETE)) {
            return ObjectValue.EMPTY;
        }
        throw PatchException.unknownDirective(directive, patch);
    }

    private void retainKeys(Map<String, Object> result, Map<String, Object> rest) {
        Object given = rest.remove(Directives.RETAIN_KEYS);
        if (given == null) {
            return;
        }
        if (intoPatch) {
            Object other = result.putIfAbsent(Directives.RETAIN_KEYS, given);
            if (other != null && !other.equals(given)) {
                throw PatchException.other(GoText.printed(other) + " and " + GoText.printed(given)
                        + " are not deep equal: this may happen when calculating the 3-way diff patch");
            }
            return;
        }
        if (!(given instanceof ListValue list)) {
            throw PatchException.badRetainKeys();
        }
        Set<Object> retained = Set.copyOf(list);
        rest.forEach((key, value) -> {
            boolean isField =
                    value != NullValue.NULL && !Directives.isDeletionList(key) && !Directives.isElementOrder(key);
            if (isField && !retained.contains(key)) {
                throw PatchException.badRetainKeys();
            }
        });
        result.keySet().retainAll(retained);
    }

    /** Merges the list that the directive {@code key} orders, and takes both out of {@code rest}. */
    private void elementOrder(
            String key, Map<String, Object> result, Map<String, Object> rest, @Nullable Schema schema) {
        Object given = rest.remove(key);
        if (given == null) {
            return;
        }
        if (intoPatch) {
            Object other = result.putIfAbsent(key, given);
            if (other != null && !other.equals(given)) {
                throw PatchException.badSetElementOrder();
            }
        }
        ListValue order = MergeLists.list(given);
        String name = Directives.field(key, Directives.SET_ELEMENT_ORDER);
        Object original = result.get(name);
        Object patch = rest.get(name);
        ListValue originalItems = original == null ? ListValue.EMPTY : MergeLists.list(original);
        ListValue patchItems = patch == null ? ListValue.EMPTY : MergeLists.list(patch);
        Schema list = child(schema, name);
        PatchStrategy strategy = strategy(list);
        Optional<String> mergeKey = strategy.mergeKey();
        ElementOrder.check(patchItems, order, mergeKey);
        if (original == null && patch == null) {
            return;
        }
        ListValue merged = originalItems;
        if (original == null) {
            merged = Directives.removed(patchItems) instanceof ListValue kept ? kept : ListValue.EMPTY;
        } else if (patch != null) {
            merged = strategy.merge() ? lists(originalItems, patchItems, list) : patchItems;
        }
        boolean ofObjects = MergeLists.holdObjects(originalItems, patchItems);
        List<?> server = ofObjects && strategy.merge() && mergeKey.isPresent()
                ? MergeLists.serverOrder(originalItems, patchItems, mergeKey.get())
                : originalItems;
        result.put(name, MergeLists.ordered(merged, order, server, mergeKey));
        rest.remove(name);
    }

    private void member(String key, Object patch, Map<String, Object> result, @Nullable Schema schema) {
        String name = key;
        boolean deletions = Directives.isDeletionList(key);
        if (deletions) {
            if (intoPatch) {
                result.put(key, patch);
                return;
            }
            name = Directives.field(key, Directives.DELETE_FROM_PRIMITIVE_LIST);
        }
        if (patch == NullValue.NULL) {
            result.remove(name);
            if (intoPatch) {
                result.put(name, NullValue.NULL);
            }
            return;
        }
        Object original = result.get(name);
        if (original != null && isSameContainer(original, patch)) {
            result.put(name, containers(original, patch, child(schema, name), deletions));
        } else if (!deletions) {
            replace(name, patch, result, original == null || !sameType(original, patch));
        }
    }

    private void replace(String name, Object patch, Map<String, Object> result, boolean isNew) {
        Object value = isNew && !intoPatch ? Directives.withoutNulls(patch) : patch;
        Object kept = Directives.removed(value);
        if (kept == null) {
            result.remove(name);
        } else {
            result.put(name, kept);
        }
    }

    private static boolean sameType(Object left, Object right) {
        return left != NullValue.NULL
                && right != NullValue.NULL
                && Values.typeOf(left).equals(Values.typeOf(right));
    }

    private static boolean isSameContainer(Object left, Object right) {
        return (left instanceof ObjectValue && right instanceof ObjectValue)
                || (left instanceof ListValue && right instanceof ListValue);
    }

    private Object containers(Object original, Object patch, @Nullable Schema schema, boolean deletions) {
        if (original instanceof ObjectValue object && patch instanceof ObjectValue objectPatch) {
            return strategy(schema).replace() ? objectPatch : objects(object, objectPatch, schema);
        }
        ListValue list = MergeLists.list(original);
        ListValue listPatch = MergeLists.list(patch);
        if (deletions) {
            return deleted(list, listPatch);
        }
        return strategy(schema).merge() ? lists(list, listPatch, schema) : listPatch;
    }

    private static ListValue deleted(ListValue list, ListValue deletions) {
        if (!list.isEmpty() || !deletions.isEmpty()) {
            MergeLists.holdObjects(list, deletions);
        }
        Set<Object> gone = Set.copyOf(deletions);
        return ListValue.copyOf(
                list.stream().filter(item -> !gone.contains(item)).toList());
    }

    private ListValue lists(ListValue original, ListValue patch, @Nullable Schema schema) {
        if (original.isEmpty() && patch.isEmpty()) {
            return original;
        }
        if (!MergeLists.holdObjects(original, patch)) {
            List<Object> both = new ArrayList<>(original);
            both.addAll(patch);
            return MergeLists.ordered(both.stream().distinct().toList(), patch, original, Optional.empty());
        }
        Optional<String> mergeKey = strategy(schema).mergeKey();
        if (mergeKey.isEmpty()) {
            throw PatchException.other("cannot merge lists without merge key for struct");
        }
        return objectLists(original, patch, mergeKey.get(), schema == null ? null : schema.items());
    }

    private ListValue objectLists(ListValue original, ListValue patch, String mergeKey, @Nullable Schema items) {
        List<Object> server = new ArrayList<>(original);
        List<Object> given = new ArrayList<>();
        if (MergeLists.carryOutDirectives(server, patch, mergeKey, given)) {
            server = new ArrayList<>(given);
            given = List.of();
        }
        List<Object> merged = new ArrayList<>(server);
        Optional<String> key = Optional.of(mergeKey);
        for (Object item : given) {
            ObjectValue object = MergeLists.object(item);
            int index = MergeLists.indexOf(merged, MergeLists.requiredKey(object, mergeKey), key);
            if (index >= 0) {
                merged.set(index, objects(MergeLists.object(merged.get(index)), object, items));
            } else {
                merged.add(object);
            }
        }
        return MergeLists.ordered(merged, given, server, key);
    }

    static @Nullable Schema child(@Nullable Schema schema, String name) {
        return schema == null ? null : schema.field(name);
    }

    static PatchStrategy strategy(@Nullable Schema schema) {
        return schema == null ? PatchStrategy.NONE : schema.patchStrategy();
    }

    private static Map<String, Object> toMap(ObjectValue object) {
        Map<String, Object> map = LinkedHashMap.newLinkedHashMap(object.size());
        object.forEach(map::put);
        return map;
    }

    private static ObjectValue toObject(Map<String, Object> map) {
        ObjectValue.Builder builder = ObjectValue.builder();
        map.forEach(builder::set);
        return builder.build();
    }
}
