package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps commits in RocksDB: one synced write per batch.
 *
 * <p>After a failed write RocksDB takes no more, and it is unknown how much of the batch reached the disk. So
 * the next append opens the files anew and, in one write with its own changes, puts back what the keys of the
 * failed batch held before. A crash before that may find the failed batch on the disk: its callers were told
 * that it was not applied, and in that one case it is.
 */
final class RocksDbDurability implements Durability {
    private static final Logger LOG = LoggerFactory.getLogger(RocksDbDurability.class);

    /**
     * For so many commits the explanation of each outlives the history: some 150 MB on disk, and a month of a quiet
     * cluster. What living objects need ({@link OldCauses}) is kept longer.
     */
    static final long CAUSES_KEPT = 1_000_000;

    /** Explanations beyond that are looked through so many times while as many commits pass. */
    private static final long SWEEPS = 100;

    /** So many of the newest commits are searched for those that touched a key: less than a second. */
    private static final int SEARCHED_MAX = 200_000;

    private final DataDirectory directory;
    private final RocksDbFiles files;
    private final long causesKept;
    private final ValueTransformer values;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final Map<Key, Optional<Entry>> doubtful = new HashMap<>(); // what failed batches touched, before them

    /** Shared by those who use {@link #db}, exclusive to who replaces it. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private @Nullable RocksDB db; // null: after a failure, or closed
    private boolean closed;
    private boolean sweptSinceStart; // confined to the thread that appends

    private RocksDbDurability(
            DataDirectory directory, RocksDbFiles files, RocksDB db, long causesKept, ValueTransformer values) {
        this.directory = directory;
        this.files = files;
        this.causesKept = causesKept;
        this.values = values;
        this.db = db;
    }

    /** Opens, or creates, what is kept in {@code path}; throws what {@link RevisionStores#open} says. */
    static RocksDbDurability open(Path path, long causesKept) {
        return open(path, causesKept, ValueTransformer.NONE);
    }

    static RocksDbDurability open(Path path, long causesKept, ValueTransformer values) {
        DataDirectory directory = DataDirectory.open(path);
        @Nullable RocksDbFiles files = null;
        boolean opened = false;
        try {
            RocksDbLibrary.load(directory.libraries());
            files = new RocksDbFiles(directory.data());
            RocksDbDurability result = new RocksDbDurability(directory, files, files.open(), causesKept, values);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                if (files != null) {
                    files.close();
                }
                directory.close();
            }
        }
    }

    @Override
    public State load() {
        use.readLock().lock();
        try {
            return files.load(requireOpen(), values);
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void append(List<Commit> commits) {
        reopenAfterFailure();
        try {
            write(commits);
            doubtful.clear();
        } catch (RocksDBException e) {
            for (Commit commit : commits) {
                commit.changes().forEach(change -> doubtful.putIfAbsent(change.key(), change.before()));
            }
            StoreUnavailableException failure = unavailable(files.failure("cannot write to", e));
            LOG.warn("commits are refused until further notice: {}", failure.getMessage());
            abandon();
            throw failure;
        }
    }

    private void write(List<Commit> commits) throws RocksDBException {
        use.readLock().lock();
        try (WriteBatch batch = new WriteBatch()) {
            for (Map.Entry<Key, Optional<Entry>> before : doubtful.entrySet()) {
                put(batch, before.getKey(), before.getValue());
            }
            for (Commit commit : commits) {
                for (Change change : commit.changes()) {
                    put(batch, change.key(), change.after());
                }
                long revision = commit.revision().value();
                batch.put(RocksDbRecords.explainedKey(revision), RocksDbRecords.explained(commit));
                forget(batch, commit, revision);
            }
            long last = commits.getLast().revision().value();
            batch.put(RocksDbRecords.REVISION_KEY, RocksDbRecords.number(last));
            requireOpen().write(synced, batch);
        } finally {
            use.readLock().unlock();
        }
    }

    /** Each time looks at what has become old since the last time, and once in a while at all that was kept before. */
    private void forget(WriteBatch batch, Commit commit, long revision) throws RocksDBException {
        long step = Math.max(1, causesKept / SWEEPS);
        if (revision > causesKept && revision % step == 0) {
            long before = revision - causesKept;
            long from = before % causesKept < step || !sweptSinceStart ? 0 : before - step;
            OldCauses.forget(requireOpen(), batch, commit.after(), from, before, step);
            sweptSinceStart = true;
        }
    }

    private void put(WriteBatch batch, Key key, Optional<Entry> value) throws RocksDBException {
        if (value.isPresent()) {
            byte[] sealed = values.seal(key, context(key), value.get().value());
            batch.put(RocksDbRecords.key(key), RocksDbRecords.value(value.get(), sealed));
        } else {
            batch.delete(RocksDbRecords.key(key));
        }
    }

    /** A value can be opened only where it was put. */
    static byte[] context(Key key) {
        return key.toString().getBytes(UTF_8);
    }

    @Override
    public boolean outdated(Key key) {
        use.readLock().lock();
        try {
            @Nullable RocksDB now = db;
            byte @Nullable [] record = now == null ? null : now.get(RocksDbRecords.key(key));
            return record != null && values.outdated(key, RocksDbRecords.stored(record));
        } catch (RocksDBException e) {
            throw unavailable(files.failure("cannot read", e));
        } finally {
            use.readLock().unlock();
        }
    }

    private RocksDB requireOpen() {
        @Nullable RocksDB now = db;
        if (now == null) {
            throw StoreUnavailableException.closed();
        }
        return now;
    }

    private void reopenAfterFailure() {
        use.writeLock().lock();
        try {
            if (db == null && !closed) {
                db = files.open();
                LOG.info("{} is open again", directory.data());
            }
        } catch (StoreCorruptedException e) {
            throw unavailable(e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void abandon() {
        use.writeLock().lock();
        try {
            requireOpen().close();
            db = null;
        } finally {
            use.writeLock().unlock();
        }
    }

    private static StoreUnavailableException unavailable(RuntimeException failure) {
        return failure instanceof StoreUnavailableException already
                ? already
                : new StoreUnavailableException(String.valueOf(failure.getMessage()), failure);
    }

    @Override
    public Optional<Explained> explain(Revision revision) {
        use.readLock().lock();
        try {
            @Nullable RocksDB now = db;
            return now == null
                    ? Optional.empty() // until it can be opened again
                    : record(now, RocksDbRecords.explainedKey(revision.value()));
        } catch (RocksDBException e) {
            throw unavailable(files.failure("cannot read", e));
        } finally {
            use.readLock().unlock();
        }
    }

    private static Optional<Explained> record(RocksDB db, byte[] key) throws RocksDBException {
        return Optional.ofNullable(db.get(key)).map(record -> RocksDbRecords.explained(key, record));
    }

    @Override
    public List<Explained> explain(Key key, int limit) {
        use.readLock().lock();
        try {
            @Nullable RocksDB now = db;
            return now == null ? List.of() : newest(now, key, limit);
        } catch (RocksDBException e) {
            throw unavailable(files.failure("cannot read", e));
        } finally {
            use.readLock().unlock();
        }
    }

    private static List<Explained> newest(RocksDB db, Key key, int limit) throws RocksDBException {
        List<Explained> found = new ArrayList<>();
        try (RocksIterator records = db.newIterator()) {
            records.seekForPrev(RocksDbRecords.explainedKey(Long.MAX_VALUE));
            for (int seen = 0; seen < SEARCHED_MAX && found.size() < limit && records.isValid(); seen++) {
                if (!RocksDbRecords.isExplained(records.key())) {
                    break;
                }
                Explained explained = RocksDbRecords.explained(records.key(), records.value());
                if (explained.touches(key)) {
                    found.add(explained);
                }
                records.prev();
            }
            records.status();
        }
        return found;
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (db != null) {
                db.close();
                db = null;
            }
            synced.close();
            files.close();
            directory.close();
        } finally {
            use.writeLock().unlock();
        }
    }
}
