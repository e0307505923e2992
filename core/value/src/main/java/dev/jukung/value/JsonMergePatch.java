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
        ObjectValue.Builder result = ObjectValue.builder();
        boolean same = true;
        for (int i = 0; i < target.size(); i++) {
            Object present = target.valueAt(i);
            Object change = changes.get(target.keyAt(i));
            Object wanted = change == null || change == NullValue.NULL ? present : apply(present, change);
            same &= wanted == present && change != NullValue.NULL;
            if (change != NullValue.NULL) {
                result.set(target.keyAt(i), wanted);
            }
        }
        for (int i = 0; i < changes.size(); i++) {
            if (changes.valueAt(i) != NullValue.NULL && !target.has(changes.keyAt(i))) {
                result.set(changes.keyAt(i), withoutNulls(changes.valueAt(i)));
                same = false;
            }
        }
        return same ? target : result.build();
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
                ObjectValue.Builder result = ObjectValue.builder();
                object.forEach((key, member) -> {
                    if (member != NullValue.NULL) {
                        result.set(key, withoutNulls(member));
                    }
                });
                yield result.build();
            }
            case ListValue list ->
                ListValue.owning(list.stream().map(JsonMergePatch::withoutNulls).toArray());
            default -> value;
        };
    }
}
