package dev.jukung.app.kustomize;

import dev.jukung.schema.ListType;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge as kustomize does it, which is not quite how the API server does: items that are new or patched come
 * <em>before</em> the others, a list map is matched by all its keys that anyone gives, and of the directives there is only
 * {@code $patch}. A function of its arguments.
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";

    private StrategicMerge() {}

    /** @return empty when the patch deletes the object */
    static Optional<ObjectValue> merge(ObjectValue target, ObjectValue patch, Optional<Schema> schema) {
        return Optional.ofNullable((ObjectValue) merged(target, patch, schema.orElse(null)));
    }

    /** Null stands for absent, on both sides and in the result. */
    private static @Nullable Object merged(@Nullable Object target, @Nullable Object patch, @Nullable Schema schema) {
        return switch (patch) {
            case null -> target;
            case NullValue _ -> null;
            case ObjectValue object -> mergedObject(target, object, schema);
            case ListValue list -> mergedList(target, list, schema);
            default -> patch;
        };
    }

    private static @Nullable ObjectValue mergedObject(
            @Nullable Object target, ObjectValue patch, @Nullable Schema schema) {
        ObjectValue rest = patch.without(DIRECTIVE);
        switch (directive(patch)) {
            case DELETE -> {
                return null;
            }
            case REPLACE -> {
                return rest;
            }
            case MERGE -> {}
        }
        ObjectValue result = target instanceof ObjectValue object ? object : ObjectValue.EMPTY;
        for (int i = 0; i < rest.size(); i++) {
            String key = rest.keyAt(i);
            Object value = merged(result.get(key), rest.valueAt(i), schema == null ? null : schema.field(key));
            result = value == null ? result.without(key) : result.with(key, value);
        }
        return result;
    }

    private static @Nullable ListValue mergedList(@Nullable Object target, ListValue patch, @Nullable Schema schema) {
        if (schema == null || !schema.patchStrategy().merge()) {
            return patch;
        }
        ListValue items = withoutDirective(patch);
        switch (listDirective(patch)) {
            case DELETE -> {
                return null;
            }
            case REPLACE -> {
                return items;
            }
            case MERGE -> {}
        }
        ListValue old = target instanceof ListValue list ? list : ListValue.EMPTY;
        List<String> keys = keys(schema, old, items);
        return keys.isEmpty() ? union(items, old) : mergedByKeys(old, items, keys, schema.items());
    }

    /** Scalars: the patch's first, each once. */
    private static ListValue union(ListValue patch, ListValue old) {
        return ListValue.copyOf(
                Stream.concat(patch.stream(), old.stream()).distinct().toList());
    }

    /** The keys of the list that at least one item has. */
    private static List<String> keys(Schema schema, ListValue old, ListValue patch) {
        List<String> all =
                schema.listType() == ListType.MAP && !schema.listMapKeys().isEmpty()
                        ? schema.listMapKeys()
                        : schema.patchStrategy().mergeKey().stream().toList();
        return all.stream()
                .filter(key -> Stream.concat(old.stream(), patch.stream())
                        .anyMatch(item -> item instanceof ObjectValue object && object.has(key)))
                .toList();
    }

    private static @Nullable ListValue mergedByKeys(
            ListValue old, ListValue patch, List<String> keys, @Nullable Schema itemSchema) {
        Map<Integer, Object> changed = new LinkedHashMap<>(); // by place in the old list
        List<Object> front = new ArrayList<>();
        List<Integer> frontPlaces = new ArrayList<>(); // of an item in front that was in the old list; else -1
        for (Object item : patch) {
            int place = find(old, item, keys);
            Object value = merged(place < 0 ? null : old.get(place), item, itemSchema);
            boolean gone = value == null || (value instanceof ObjectValue object && object.isEmpty());
            if (place >= 0) {
                changed.put(place, gone ? NullValue.NULL : value);
            }
            if (!gone) {
                front.add(value);
                frontPlaces.add(place);
            }
        }
        // With one key, patched items move to the front; with several they keep their places.
        boolean keepPlaces = keys.size() > 1;
        List<Object> result = new ArrayList<>();
        for (int i = 0; i < front.size(); i++) {
            if (frontPlaces.get(i) < 0 || !keepPlaces) {
                result.add(front.get(i));
            }
        }
        for (int i = 0; i < old.size(); i++) {
            if (!changed.containsKey(i)) {
                result.add(old.get(i));
            } else if (keepPlaces && changed.get(i) != NullValue.NULL) {
                result.add(changed.get(i));
            }
        }
        return result.isEmpty() ? null : ListValue.copyOf(result);
    }

    /** An item fits another when they agree on at least one key and contradict one another on none. */
    private static int find(ListValue old, Object item, List<String> keys) {
        if (item instanceof ObjectValue patch) {
            for (int i = 0; i < old.size(); i++) {
                if (old.get(i) instanceof ObjectValue candidate && fits(candidate, patch, keys)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean fits(ObjectValue one, ObjectValue other, List<String> keys) {
        boolean agree = false;
        for (String key : keys) {
            Object left = one.get(key);
            Object right = other.get(key);
            if (left != null && right != null) {
                if (!left.equals(right)) {
                    return false;
                }
                agree = true;
            }
        }
        return agree;
    }

    private enum Directive {
        MERGE,
        REPLACE,
        DELETE
    }

    private static Directive directive(ObjectValue patch) {
        return switch (patch.text(DIRECTIVE, "merge")) {
            case "merge" -> Directive.MERGE;
            case "replace" -> Directive.REPLACE;
            case "delete" -> Directive.DELETE;
            default -> throw new KustomizeException("unknown patch strategy '" + patch.text(DIRECTIVE, "") + "'");
        };
    }

    /** A list's directive is an item with nothing else in it. */
    private static Directive listDirective(ListValue patch) {
        return patch.objects().stream()
                .filter(StrategicMerge::isDirective)
                .findFirst()
                .map(StrategicMerge::directive)
                .orElse(Directive.MERGE);
    }

    private static ListValue withoutDirective(ListValue patch) {
        return ListValue.copyOf(patch.stream()
                .filter(item -> !(item instanceof ObjectValue object && isDirective(object)))
                .toList());
    }

    private static boolean isDirective(ObjectValue item) {
        return item.size() == 1 && item.has(DIRECTIVE);
    }
}
