package dev.jukung.value;

import java.util.HashMap;
import java.util.Map;

/** Where each of some keys stands: a small hash table, or Java's map if there are many. Immutable. */
final class KeyIndex {
    /** More keys than this are data, perhaps chosen to collide; Java's map stays fast even then. */
    private static final int LARGEST_TABLE = 64;

    private final String[] keys;
    private final int[] table; // 0, or one more than where the key stands; empty if there are many
    private final Map<String, Integer> map; // empty if there are few

    KeyIndex(String[] keys) {
        this.keys = keys;
        boolean few = keys.length <= LARGEST_TABLE;
        this.table = few ? new int[Integer.highestOneBit(Math.max(1, keys.length)) * 4] : new int[0];
        this.map = few ? Map.of() : HashMap.newHashMap(keys.length);
        for (int i = 0; i < keys.length; i++) {
            if (few) {
                addToTable(i);
            } else {
                map.put(keys[i], i);
            }
        }
    }

    private void addToTable(int position) {
        int mask = table.length - 1;
        int slot = spread(keys[position].hashCode()) & mask;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = position + 1;
    }

    /** Where the key stands, or -1. */
    int find(String key) {
        if (table.length == 0) {
            return map.getOrDefault(key, -1);
        }
        int mask = table.length - 1;
        for (int slot = spread(key.hashCode()) & mask; table[slot] != 0; slot = (slot + 1) & mask) {
            String candidate = keys[table[slot] - 1];
            if (candidate == key || candidate.equals(key)) {
                return table[slot] - 1;
            }
        }
        return -1;
    }

    static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }
}
