package dev.jukung.store;

/** The keys of one collection whose name starts with {@code prefix}; the empty prefix means all of it. */
public record KeyRange(String collection, String prefix) {
    public static KeyRange all(String collection) {
        return new KeyRange(collection, "");
    }

    public boolean contains(Key key) {
        return key.collection().equals(collection) && key.name().startsWith(prefix);
    }
}
