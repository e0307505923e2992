package dev.jukung.value;

/**
 * JSON merge patches (RFC 7396) as kube-apiserver applies them. It goes beyond the RFC in one point: null members of
 * objects inside a new list are dropped as well, except where the list replaces an object. Thread-safe.
 */
public final class JsonMergePatch {
    private JsonMergePatch() {}

    /** The document with the patch applied: members that are null in the patch are removed, objects are merged. */
    public static Object apply(Object document, Object patch) {
        if (!(document instanceof ObjectValue target)) {
            return withoutNulls(patch);
        }
        if (!(patch instanceof ObjectValue changes)) {
            return patch;
        }
        ObjectValue result = target;
        for (int i = 0; i < changes.size(); i++) {
            String key = changes.keyAt(i);
            Object change = changes.valueAt(i);
            if (change == NullValue.NULL) {
                result = result.without(key);
            } else {
                Object present = result.get(key);
                result = result.with(key, present == null ? withoutNulls(change) : apply(present, change));
            }
        }
        return result;
    }

    /**
     * The smallest patch that turns {@code before} into {@code after}. A merge patch cannot set a member to null:
     * where {@code after} has one, the patch removes it.
     */
    public static Object diff(Object before, Object after) {
        if (!(before instanceof ObjectValue from) || !(after instanceof ObjectValue to)) {
            return after;
        }
        ObjectValue.Builder patch = ObjectValue.builder();
        for (int i = 0; i < to.size(); i++) {
            String key = to.keyAt(i);
            Object wanted = to.valueAt(i);
            Object present = from.get(key);
            if (present == null) {
                patch.set(key, wanted);
            } else if (!present.equals(wanted)) {
                patch.set(key, diff(present, wanted));
            }
        }
        for (int i = 0; i < from.size(); i++) {
            if (!to.has(from.keyAt(i))) {
                patch.set(from.keyAt(i), NullValue.NULL);
            }
        }
        return patch.build();
    }

    /** Null members are instructions to remove, so they must not survive in what is new. Null items of a list do. */
    private static Object withoutNulls(Object value) {
        return switch (value) {
            case ObjectValue object -> {
                ObjectValue result = object;
                for (int i = 0; i < object.size(); i++) {
                    Object member = object.valueAt(i);
                    result = member == NullValue.NULL
                            ? result.without(object.keyAt(i))
                            : result.with(object.keyAt(i), withoutNulls(member));
                }
                yield result;
            }
            case ListValue list -> {
                ListValue result = list;
                for (int i = 0; i < list.size(); i++) {
                    Object item = withoutNulls(list.get(i));
                    result = item == list.get(i) ? result : result.with(i, item);
                }
                yield result;
            }
            default -> value;
        };
    }
}
