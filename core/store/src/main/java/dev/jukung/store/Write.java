package dev.jukung.store;

import java.util.Optional;
import java.util.function.Function;

/** One change of a commit. */
public sealed interface Write {
    Key key();

    /**
     * Puts a value. Where {@code revisionAt} is not negative, the store inserts the decimal digits of the
     * commit's revision into the bytes at that offset, so that a value can contain its own revision. The place is the empty
     * text at {@code metadata.resourceVersion} of a JSON object: a store that others write too finds it again there.
     *
     * @param decoder what the writer knows of the value already: {@link Entry#decoded} is asked with it before anybody sees the
     *     entry, where this process makes the entry. It has to agree with the decoder of the collection, and to be quick
     */
    record Put(Key key, byte[] value, int revisionAt, Optional<Function<Entry, ?>> decoder) implements Write {
        public Put {
            if (revisionAt > value.length) {
                throw new IllegalArgumentException("the value of " + key + " has " + value.length
                        + " bytes: no place for the revision at " + revisionAt);
            }
        }

        public Put(Key key, byte[] value) {
            this(key, value, -1);
        }

        public Put(Key key, byte[] value, int revisionAt) {
            this(key, value, revisionAt, Optional.empty());
        }

        /** The entry that this makes. */
        Entry entry(Revision created, Revision revision) {
            Entry entry = new Entry(key, Splice.revisionInto(value, revisionAt, revision), created, revision);
            decoder.ifPresent(entry::decoded);
            return entry;
        }
    }

    record Delete(Key key) implements Write {}
}
