package dev.jukung.store;

import java.util.Optional;

/** The keys of one collection whose name starts with {@code prefix}; the empty prefix means all of it. */
public record KeyRange(String collection, String prefix) {
    public static KeyRange all(String collection) {
        return new KeyRange(collection, "");
    }

    public boolean contains(Key key) {
        return key.collection().equals(collection) && key.name().startsWith(prefix);
    }

    /** The smallest name after all names of the range, or empty where the range goes to the end of the collection. */
    Optional<String> endOfNames() {
        int last = prefix.length() - 1;
        while (last >= 0 && prefix.charAt(last) == Character.MAX_VALUE) {
            last--; // nothing comes after the greatest character: raise the one before it
        }
        return last < 0 ? Optional.empty() : Optional.of(prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
    }
}
