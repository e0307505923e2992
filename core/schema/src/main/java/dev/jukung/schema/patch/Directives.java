package dev.jukung.schema.patch;

import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a patch that are no fields but say how to merge, and what both sides of the engine do with them. */
final class Directives {
    static final String MARKER = "$patch";
    static final String DELETE = "delete";
    static final String REPLACE = "replace";
    static final String MERGE = "merge";
    static final String RETAIN_KEYS = "$retainKeys";
    static final String DELETE_FROM_PRIMITIVE_LIST = "$deleteFromPrimitiveList";
    static final String SET_ELEMENT_ORDER = "$setElementOrder";

    private Directives() {}

    static boolean isDeletionList(String key) {
        return key.startsWith(DELETE_FROM_PRIMITIVE_LIST);
    }

    static boolean isElementOrder(String key) {
        return key.startsWith(SET_ELEMENT_ORDER);
    }

    /** The field that a directive with {@code prefix} is about. */
    static String field(String key, String prefix) {
        if (!key.startsWith(prefix + "/")) {
            throw prefix.equals(SET_ELEMENT_ORDER)
                    ? PatchException.badSetElementOrder()
                    : PatchException.badPrimitiveList();
        }
        return key.substring(prefix.length() + 1);
    }

    /** The value without what carries a directive, at any depth; null when nothing is left of it. */
    static @Nullable Object removed(Object value) {
        return switch (value) {
            case ObjectValue object -> {
                if (object.has(MARKER)) {
                    yield null;
                }
                ObjectValue.Builder kept = ObjectValue.builder();
                object.forEach((key, member) -> {
                    Object left = removed(member);
                    if (left != null) {
                        kept.set(key, left);
                    }
                });
                yield kept.build();
            }
            case ListValue list -> {
                List<Object> kept = new ArrayList<>(list.size());
                for (Object item : list) {
                    Object left = removed(item);
                    if (left != null) {
                        kept.add(left);
                    }
                }
                yield ListValue.copyOf(kept);
            }
            default -> value;
        };
    }

    /** The value without fields that are null, at any depth. */
    static Object withoutNulls(Object value) {
        return switch (value) {
            case ObjectValue object -> {
                ObjectValue.Builder kept = ObjectValue.builder();
                object.forEach((key, member) -> {
                    if (member != NullValue.NULL) {
                        kept.set(key, withoutNulls(member));
                    }
                });
                yield kept.build();
            }
            case ListValue list ->
                ListValue.copyOf(list.stream().map(Directives::withoutNulls).toList());
            default -> value;
        };
    }

    /** Scalars in the order of their text. */
    static List<Object> sorted(List<Object> scalars) {
        return scalars.stream().sorted(Comparator.comparing(GoText::printed)).toList();
    }
}
