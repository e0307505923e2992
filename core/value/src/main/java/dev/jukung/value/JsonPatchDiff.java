package dev.jukung.value;

import java.util.ArrayList;
import java.util.List;

/** The operations that lead from one document to another. Confined to one thread. */
final class JsonPatchDiff {
    private final List<ObjectValue> operations = new ArrayList<>();

    static ListValue between(Object before, Object after) {
        JsonPatchDiff diff = new JsonPatchDiff();
        diff.value("", before, after);
        return ListValue.copyOf(diff.operations);
    }

    private void value(String path, Object before, Object after) {
        if (before == after || before.equals(after)) {
            return;
        }
        if (before instanceof ObjectValue from && after instanceof ObjectValue to) {
            object(path, from, to);
        } else if (before instanceof ListValue from && after instanceof ListValue to) {
            list(path, from, to);
        } else {
            operations.add(ObjectValue.of("op", "replace", "path", path, "value", after));
        }
    }

    private void object(String path, ObjectValue from, ObjectValue to) {
        for (int i = 0; i < from.size(); i++) {
            if (!to.has(from.keyAt(i))) {
                remove(path + "/" + escaped(from.keyAt(i)));
            }
        }
        for (int i = 0; i < to.size(); i++) {
            String member = path + "/" + escaped(to.keyAt(i));
            Object before = from.get(to.keyAt(i));
            if (before == null) {
                add(member, to.valueAt(i));
            } else {
                value(member, before, to.valueAt(i));
            }
        }
    }

    /** What both lists begin and end with stays; what lies between is changed in place, then removed or added. */
    private void list(String path, ListValue from, ListValue to) {
        int shorter = Math.min(from.size(), to.size());
        int start = 0;
        while (start < shorter && from.get(start).equals(to.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
            end++;
        }
        for (int i = start; i < shorter - end; i++) {
            value(path + "/" + i, from.get(i), to.get(i));
        }
        for (int i = from.size() - end - 1; i >= shorter - end; i--) {
            remove(path + "/" + i);
        }
        for (int i = shorter - end; i < to.size() - end; i++) {
            add(path + "/" + i, to.get(i));
        }
    }

    private void add(String path, Object value) {
        operations.add(ObjectValue.of("op", "add", "path", path, "value", value));
    }

    private void remove(String path) {
        operations.add(ObjectValue.of("op", "remove", "path", path));
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
