package dev.jukung.schema;

import dev.jukung.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/**
 * The named fields of an object schema, in order; a name is found by hashing, and its place is the field's place in
 * the canonical order. A field's schema is made when it is first asked for, so recursive schemas need no
 * special care. Thread-safe: two threads may make the same field's schema twice, and either may win.
 */
final class Properties {
    static final Properties NONE = new Properties(new String[0], new ObjectValue[0]);

    private final String[] names;
    private final ObjectValue[] sources;
    private final Schema[] schemas;
    private final short[] table;

    /** Takes over the arrays; names must be different. */
    Properties(String[] names, ObjectValue[] sources) {
        this.names = names;
        this.sources = sources;
        this.schemas = new Schema[names.length];
        this.table = new short[Integer.highestOneBit(Math.max(1, names.length)) * 4];
        for (int i = 0; i < names.length; i++) {
            names[i] = names[i].intern();
            int slot = slot(names[i]);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = (short) (i + 1);
        }
    }

    private int slot(String name) {
        int hash = name.hashCode() * 0x9E3779B9;
        return (hash >>> 16) & (table.length - 1);
    }

    int size() {
        return names.length;
    }

    String name(int index) {
        return names[index];
    }

    ObjectValue source(int index) {
        return sources[index];
    }

    int indexOf(String name) {
        int slot = slot(name);
        for (int entry = table[slot]; entry != 0; entry = table[slot]) {
            String candidate = names[entry - 1];
            if (candidate == name || candidate.equals(name)) {
                return entry - 1;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return -1;
    }

    Schema schema(int index, SchemaReader reader) {
        @Nullable Schema known = schemas[index];
        if (known != null) {
            return known;
        }
        Schema made = reader.read(sources[index]);
        schemas[index] = made;
        return made;
    }
}
