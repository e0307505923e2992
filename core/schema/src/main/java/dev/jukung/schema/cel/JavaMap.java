package dev.jukung.schema.cel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map or an object made by an expression; numbers that are equal are one key. Confined to one thread. */
final class JavaMap implements CelMap {
    private record Entry(Object key, Object value) {}

    private final Map<Object, Entry> entries = new LinkedHashMap<>();
    private final String typeName;

    JavaMap() {
        this("map");
    }

    /** An object of a declared type. */
    JavaMap(String typeName) {
        this.typeName = typeName;
    }

    String typeName() {
        return typeName;
    }

    /** False when the key is there already; nothing changes then. */
    boolean add(Object key, Object value) {
        return entries.putIfAbsent(normal(key), new Entry(key, value)) == null;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public @Nullable Object find(Object key) {
        Entry entry = entries.get(normal(key));
        return entry == null ? null : entry.value();
    }

    @Override
    public List<Object> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    private static Object normal(Object key) {
        return switch (key) {
            case CelUint number when number.bits() >= 0 -> number.bits();
            case Double number when number == Math.rint(number) && Math.abs(number) < 0x1p63 -> number.longValue();
            default -> key;
        };
    }
}
