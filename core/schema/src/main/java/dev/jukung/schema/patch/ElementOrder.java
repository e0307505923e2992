package dev.jukung.schema.patch;

import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** The rule between a patched list and its {@code $setElementOrder}: same items, same order. */
final class ElementOrder {
    private ElementOrder() {}

    static void check(ListValue patch, ListValue order, Optional<String> mergeKey) {
        if (patch.isEmpty() || order.isEmpty()) {
            return;
        }
        List<Object> plain = patch.stream().filter(item -> !isDirective(item)).toList();
        int next = 0;
        for (Object ordered : order) {
            if (next < plain.size() && same(plain.get(next), ordered, mergeKey)) {
                next++;
            }
        }
        if (next < plain.size()) {
            throw PatchException.other("The order in patch list:\n" + GoText.printed(patch) + "\n doesn't match "
                    + Directives.SET_ELEMENT_ORDER + " list:\n" + GoText.printed(order) + "\n");
        }
    }

    private static boolean isDirective(Object item) {
        return item instanceof ObjectValue object && object.has(Directives.MARKER);
    }

    private static boolean same(Object item, Object ordered, Optional<String> mergeKey) {
        return mergeKey.map(key -> MergeLists.requiredKey(MergeLists.object(item), key)
                        .equals(MergeLists.requiredKey(MergeLists.object(ordered), key)))
                .orElseGet(() -> item.equals(ordered));
    }
}
