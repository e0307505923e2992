package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** An applied configuration that changes what others manage; the answer is 409, and force resolves it. */
public final class ApplyConflictException extends RuntimeException {

    private final transient SortedMap<ManagerKey, FieldSet> conflicts;

    ApplyConflictException(Map<ManagerKey, FieldSet> conflicts) {
        super(message(conflicts));
        this.conflicts = new TreeMap<>(conflicts);
    }

    private static String message(Map<ManagerKey, FieldSet> conflicts) {
        int count = conflicts.values().stream().mapToInt(FieldSet::size).sum();
        List<String> lines = new ArrayList<>();
        new TreeMap<>(conflicts).forEach((manager, fields) -> {
            lines.add("conflicts with " + manager + ":");
            fields.forEach(path -> lines.add("- " + FieldSet.text(path)));
        });
        if (count == 1) {
            return "Apply failed with 1 conflict: conflict" + lines.get(0).substring("conflicts".length()) + " "
                    + lines.get(1).substring(2);
        }
        return "Apply failed with " + count + " conflicts: " + String.join("\n", lines);
    }

    /** Every field in conflict, whoever manages it. */
    FieldSet fields() {
        return conflicts.values().stream().reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** The conflicts that are not about these fields. */
    Map<ManagerKey, FieldSet> without(FieldSet allowed) {
        Map<ManagerKey, FieldSet> left = new TreeMap<>();
        conflicts.forEach((manager, fields) -> {
            FieldSet others = fields.difference(allowed);
            if (!others.isEmpty()) {
                left.put(manager, others);
            }
        });
        return left;
    }

    /** The {@code details.causes} of the answer. */
    public ListValue causes() {
        List<ObjectValue> causes = new ArrayList<>();
        conflicts.forEach((manager, fields) -> fields.forEach(path -> causes.add(ObjectValue.of(
                "reason",
                "FieldManagerConflict",
                "message",
                "conflict with " + manager,
                "field",
                FieldSet.text(path)))));
        return ListValue.copyOf(causes);
    }
}
