package dev.jukung.store;

/**
 * Where a value is kept: {@code collection} groups what is listed and watched together (one resource:
 * {@code pods}, {@code apps/deployments}), {@code name} orders it inside ({@code default/web} or {@code node-1}).
 * Both are well-formed Unicode.
 */
public record Key(String collection, String name) implements Comparable<Key> {
    private static final int COLLECTION_LENGTH_MAX = 1_024;

    public Key {
        if (collection.length() > COLLECTION_LENGTH_MAX) {
            throw new IllegalArgumentException("the name of a collection has " + collection.length()
                    + " characters, at most " + COLLECTION_LENGTH_MAX + " are allowed");
        }
    }

    @Override
    public int compareTo(Key that) {
        int order = collection.compareTo(that.collection);
        return order != 0 ? order : name.compareTo(that.name);
    }

    @Override
    public String toString() {
        return collection + "/" + name;
    }
}
