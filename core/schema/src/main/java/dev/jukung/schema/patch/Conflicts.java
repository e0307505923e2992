package dev.jukung.schema.patch;

import dev.jukung.schema.PatchStrategy;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether two patches set the same thing to different values. */
final class Conflicts {
    private Conflicts() {}

    static boolean between(ObjectValue left, ObjectValue right, Schema schema) {
        return objects(left, right, schema);
    }

    private static boolean values(Object left, Object right, @Nullable Schema schema) {
        if (left instanceof ObjectValue leftObject && right instanceof ObjectValue rightObject) {
            Object directive = leftObject.get(Directives.MARKER);
            if (directive == null
                    ? rightObject.has(Directives.MARKER)
                    : !directive.equals(rightObject.get(Directives.MARKER))) {
                return true;
            }
            return !Merge.strategy(schema).replace() && objects(leftObject, rightObject, schema);
        }
        if (left instanceof ListValue leftList && right instanceof ListValue rightList) {
            return lists(leftList, rightList, schema);
        }
        return !left.equals(right);
    }

    private static boolean objects(ObjectValue left, ObjectValue right, @Nullable Schema schema) {
        for (int i = 0; i < left.size(); i++) {
            String key = left.keyAt(i);
            Object other = right.get(key);
            boolean isField = !key.equals(Directives.MARKER) && !key.equals(Directives.RETAIN_KEYS);
            if (isField && other != null && values(left.valueAt(i), other, Merge.child(schema, key))) {
                return true;
            }
        }
        return false;
    }

    private static boolean lists(ListValue left, ListValue right, @Nullable Schema schema) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.size() != right.size();
        }
        PatchStrategy strategy = Merge.strategy(schema);
        boolean holdObjects = MergeLists.holdObjects(left, right);
        Schema items = schema == null ? null : schema.items();
        if (strategy.merge() && !holdObjects) {
            return false;
        }
        if (strategy.merge()) {
            return mergedLists(left, right, strategy.mergeKey(), items);
        }
        if (left.size() != right.size()) {
            return true;
        }
        List<?> leftItems = holdObjects ? left : Directives.sorted(left);
        List<?> rightItems = holdObjects ? right : Directives.sorted(right);
        for (int i = 0; i < leftItems.size(); i++) {
            if (values(leftItems.get(i), rightItems.get(i), items)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mergedLists(
            ListValue left, ListValue right, Optional<String> mergeKey, @Nullable Schema items) {
        for (Object item : left) {
            int index = MergeLists.indexOf(right, MergeLists.identity(item, mergeKey), mergeKey);
            if (index >= 0 && values(item, right.get(index), items)) {
                return true;
            }
        }
        return false;
    }
}
