package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The result of a textual patch in the order in which Kubernetes has it: its patch library takes apart only the objects that
 * a patch touches, and writes their fields in alphabetical order; all others keep theirs. Pure functions.
 */
final class PatchedOrder {
    private PatchedOrder() {}

    static ObjectValue of(Patch patch, ObjectValue before, ObjectValue result) {
        if (patch.type() == Patch.Type.MERGE) {
            return patch.body() instanceof ObjectValue changes ? merged(changes, before, result) : result;
        }
        ObjectValue ordered = sorted(result);
        if (patch.body() instanceof ListValue operations) {
            for (ObjectValue operation : operations.objects()) {
                for (String field : List.of("path", "from")) {
                    ordered = (ObjectValue) onTheWay(ordered, steps(operation.text(field, "")));
                }
            }
        }
        return ordered;
    }

    private static ObjectValue merged(ObjectValue changes, ObjectValue before, ObjectValue result) {
        ObjectValue ordered = sorted(result);
        for (int i = 0; i < changes.size(); i++) {
            String field = changes.keyAt(i);
            if (changes.valueAt(i) instanceof ObjectValue inner && ordered.get(field) instanceof ObjectValue made) {
                ordered = ordered.with(
                        field,
                        before.get(field) instanceof ObjectValue was ? merged(inner, was, made) : deeplySorted(made));
            }
        }
        return ordered;
    }

    private static ObjectValue deeplySorted(ObjectValue object) {
        ObjectValue ordered = sorted(object);
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.valueAt(i) instanceof ObjectValue inner) {
                ordered = ordered.with(ordered.keyAt(i), deeplySorted(inner));
            }
        }
        return ordered;
    }

    private static Object onTheWay(Object value, List<String> steps) {
        if (steps.size() < 2) {
            return value instanceof ObjectValue object ? sorted(object) : value;
        }
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        return switch (value) {
            case ObjectValue object -> {
                Object next = object.get(step);
                ObjectValue ordered = sorted(object);
                yield next == null ? ordered : ordered.with(step, onTheWay(next, rest));
            }
            case ListValue list
            when step.matches("[0-9]{1,6}") && Integer.parseInt(step) < list.size() -> {
                int index = Integer.parseInt(step);
                yield list.with(index, onTheWay(list.get(index), rest));
            }
            default -> value;
        };
    }

    private static List<String> steps(String pointer) {
        return pointer.startsWith("/") ? List.of(pointer.substring(1).split("/", -1)) : List.of();
    }

    private static ObjectValue sorted(ObjectValue object) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < object.size(); i++) {
            keys.add(object.keyAt(i));
        }
        Collections.sort(keys);
        ObjectValue.Builder builder = ObjectValue.builder();
        for (String key : keys) {
            Object value = object.get(key);
            if (value != null) {
                builder.set(key, value);
            }
        }
        return builder.build();
    }
}
