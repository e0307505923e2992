package dev.jukung.store;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Which of the oldest explanations may go: those that no living object needs. An object needs the commit that created it
 * and the one that changed it last, and what led to them. So the origin of an object can be told as long as it lives,
 * and a write costs nothing for that. Stateless.
 */
final class OldCauses {
    private OldCauses() {}

    /**
     * Adds to {@code batch} the deletion of what is not needed between two revisions.
     *
     * @param before the end, exclusive
     * @param look how far behind the end those are sought that a needed commit led to: cause and effect are a few
     *     commits apart
     */
    static void forget(RocksDB db, WriteBatch batch, State state, long from, long before, long look)
            throws RocksDBException {
        Set<Long> led = new HashSet<>(); // to something that is needed
        try (RocksIterator records = db.newIterator()) {
            records.seekForPrev(RocksDbRecords.explainedKey(before + look));
            for (; isBetween(records, from); records.prev()) {
                Explained explained = RocksDbRecords.explained(records.key(), records.value());
                long revision = explained.revision().value();
                if (led.remove(revision) || isNeeded(explained, state)) {
                    led.add(explained.cause().trigger());
                } else if (revision < before) {
                    batch.delete(records.key());
                }
            }
            records.status();
        }
    }

    private static boolean isBetween(RocksIterator records, long from) {
        return records.isValid()
                && RocksDbRecords.isExplained(records.key())
                && RocksDbRecords.revision(records.key()) >= from;
    }

    private static boolean isNeeded(Explained explained, State state) {
        for (Explained.Touched touched : explained.touched()) {
            Optional<Entry> entry = state.get(touched.key());
            if (entry.isPresent()
                    && (entry.get().created().equals(explained.revision())
                            || entry.get().modified().equals(explained.revision()))) {
                return true;
            }
        }
        return false;
    }
}
