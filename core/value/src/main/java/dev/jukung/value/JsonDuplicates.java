package dev.jukung.value;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a reader is, and the members it has found twice. Confined to one thread. */
final class JsonDuplicates {
    private final Consumer<String> listener;
    private final Set<String> reported = new LinkedHashSet<>();
    private @Nullable String[] keys = new String[16]; // of the objects around, from the outermost; null: a list
    private int[] indexes = new int[16];

    JsonDuplicates(Consumer<String> listener) {
        this.listener = listener;
    }

    /** The container at this depth, counted from 1, is now in this member. */
    void in(int depth, String key) {
        ensure(depth);
        keys[depth] = key;
    }

    /** The list at this depth is now in this item. */
    void in(int depth, int index) {
        ensure(depth);
        keys[depth] = null;
        indexes[depth] = index;
    }

    private void ensure(int depth) {
        if (depth >= keys.length) {
            keys = Arrays.copyOf(keys, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
        }
    }

    /** The object at this depth has a member twice. */
    void found(int depth, String key) {
        if (reported.size() >= JsonOptions.MAX_REPORTED) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (int i = 1; i < depth; i++) {
            String around = keys[i];
            if (around == null) {
                path.append('[').append(indexes[i]).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(around);
            }
        }
        path.append(path.isEmpty() ? "" : ".").append(key);
        String text = "duplicate field " + GoText.quoted(path.toString());
        if (reported.add(text)) {
            listener.accept(text);
        }
    }
}
