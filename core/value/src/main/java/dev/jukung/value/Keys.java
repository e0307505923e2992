package dev.jukung.value;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an object while they are collected: a shared shape as long as there is one, else a list of their own.
 * Finding a key takes the same time however many there are. Confined to one thread.
 */
final class Keys {
    private static final int LINEAR_SEARCH = 8;

    private Shape shape;
    private int size;
    private String @Nullable [] own; // once the keys are no shared shape's
    private @Nullable Map<String, Integer> positions; // of the own ones, once there are more than a few

    Keys(Shape begun) {
        shape = begun;
        size = begun.size();
    }

    /** Where the key stands, which is {@link #size} as it was before if the key is new. */
    int place(String key, boolean common) {
        if (own != null) {
            int known = ownIndexOf(key);
            return known >= 0 ? known : addOwn(own, key);
        }
        Shape next = shape.follower(key);
        if (next == null) {
            int known = shape.indexOf(key);
            if (known >= 0) {
                return known;
            }
            next = shape.grown(key, common);
        }
        return next == null
                ? addOwn(Arrays.copyOf(shape.keys(), Math.max(LINEAR_SEARCH, size * 2)), key)
                : follow(next);
    }

    /** Goes on to a shape with one key more, and answers where that stands. */
    int follow(Shape next) {
        shape = next;
        return size++;
    }

    int size() {
        return size;
    }

    /** The shared shape so far, or null if there is none. */
    @Nullable
    Shape shared() {
        return own == null ? shape : null;
    }

    /** A shape of all keys, which stays as it is when more are added here. */
    Shape shape() {
        return own == null ? shape : Shape.own(Arrays.copyOf(own, size));
    }

    private int ownIndexOf(String key) {
        if (positions != null) {
            return positions.getOrDefault(key, -1);
        }
        String[] keys = own == null ? shape.keys() : own;
        for (int i = 0; i < size; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private int addOwn(String[] keys, String key) {
        String[] longer = size == keys.length ? Arrays.copyOf(keys, size * 2) : keys;
        longer[size] = key;
        own = longer;
        if (positions != null) {
            positions.put(key, size);
        } else if (size >= LINEAR_SEARCH) {
            positions = HashMap.newHashMap(size * 2);
            for (int i = 0; i <= size; i++) {
                positions.put(longer[i], i);
            }
        }
        return size++;
    }
}
