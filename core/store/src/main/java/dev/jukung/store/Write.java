package dev.jukung.store;

/** One change of a commit. */
public sealed interface Write {
    Key key();

    /**
     * Puts a value. Where {@code revisionAt} is not negative, the store inserts the decimal digits of the
     * commit's revision into the bytes at that offset, so that a value can contain its own revision. The place is the empty
     * text at {@code metadata.resourceVersion} of a JSON object: a store that others write too finds it again there.
     */
    record Put(Key key, byte[] value, int revisionAt) implements Write {
        public Put {
            if (revisionAt > value.length) {
                throw new IllegalArgumentException("the value of " + key + " has " + value.length
                        + " bytes: no place for the revision at " + revisionAt);
            }
        }

        public Put(Key key, byte[] value) {
            this(key, value, -1);
        }
    }

    record Delete(Key key) implements Write {}
}
