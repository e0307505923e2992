package dev.jukung.apiserver.audit;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** Objects, lists and tables without {@code managedFields}, which fill an audit log and tell nobody much. */
final class ManagedFieldsRemoval {
    private ManagedFieldsRemoval() {}

    static ObjectValue of(ObjectValue object) {
        ObjectValue result = object.withoutAt("metadata", "managedFields");
        if (result.get("items") instanceof ListValue items) {
            result = result.with("items", each(items));
        }
        if (result.text("kind", "").equals("Table") && result.get("rows") instanceof ListValue rows) {
            result = result.with(
                    "rows",
                    ListValue.copyOf(rows.objects().stream()
                            .map(row -> row.get("object") instanceof ObjectValue shown
                                    ? row.with("object", of(shown))
                                    : row)
                            .toList()));
        }
        return result;
    }

    private static ListValue each(ListValue items) {
        return ListValue.copyOf(items.stream()
                .map(item -> item instanceof ObjectValue object ? object.withoutAt("metadata", "managedFields") : item)
                .toList());
    }
}
