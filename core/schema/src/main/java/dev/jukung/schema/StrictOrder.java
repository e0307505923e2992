package dev.jukung.schema;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts what a strict reader objects to in the order in which the fields stand in the text, as one reader that finds both
 * kinds of faults meets them. Confined to one thread.
 */
final class StrictOrder {
    private final Set<String> open;
    private final List<String> met = new ArrayList<>();

    private StrictOrder(List<String> errors) {
        open = new LinkedHashSet<>(errors);
    }

    /** What says no field of {@code given}, such as what a YAML reader found, comes first. */
    static List<String> of(List<String> errors, ObjectValue given) {
        StrictOrder order = new StrictOrder(errors);
        order.walk("", given);
        List<String> sorted = new ArrayList<>(order.open);
        sorted.addAll(order.met);
        return sorted;
    }

    private void walk(String path, Object value) {
        switch (value) {
            case ObjectValue object ->
                object.forEach((key, member) -> {
                    String field = path.isEmpty() ? key : path + "." + key;
                    meet(Decoded.duplicateField(field));
                    meet(Decoded.unknownField(field));
                    walk(field, member);
                });
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    walk(path + "[" + i + "]", list.get(i));
                }
            }
            default -> {}
        }
    }

    private void meet(String error) {
        if (open.remove(error)) {
            met.add(error);
        }
    }
}
