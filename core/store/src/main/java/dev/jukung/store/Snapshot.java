package dev.jukung.store;

import java.util.List;
import java.util.Optional;

/** The key space as of one revision. Reads only: there is no write method here to call by mistake. Immutable. */
public interface Snapshot {
    Revision revision();

    Optional<Entry> get(Key key);

    /** All entries of the range in the order of their names. */
    List<Entry> list(KeyRange range);

    /** All there is, collection by collection. */
    List<Entry> all();

    /** At most {@code limit} entries of the range whose name comes after {@code after} (the empty string: from the start). */
    List<Entry> page(KeyRange range, String after, int limit);

    /** How many keys of the range come after {@code after}; costs no more than finding one key. */
    int count(KeyRange range, String after);
}
