package dev.jukung.store;

import dev.jukung.base.Cause;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
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

    /** For so many commits the cause outlives the history: about 100 MB on disk, and a month of a quiet cluster. */
    static final long CAUSES_KEPT = 1_000_000;

    /** Causes beyond that are deleted so many times while as many commits pass. */
    private static final long SWEEPS = 100;

    private final DataDirectory directory;
    private final RocksDbFiles files;
    private final long causesKept;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final Map<Key, Optional<Entry>> doubtful = new HashMap<>(); // what failed batches touched, before them

    /** Shared by those who use {@link #db}, exclusive to who replaces it. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private @Nullable RocksDB db; // null: after a failure, or closed
    private boolean closed;

    private RocksDbDurability(DataDirectory directory, RocksDbFiles files, RocksDB db, long causesKept) {
        this.directory = directory;
        this.files = files;
        this.causesKept = causesKept;
        this.db = db;
    }

    /** Opens, or creates, what is kept in {@code path}; throws what {@link RevisionStores#open} says. */
    static RocksDbDurability open(Path path, long causesKept) {
        DataDirectory directory = DataDirectory.open(path);
        @Nullable RocksDbFiles files = null;
        boolean opened = false;
        try {
            RocksDbLibrary.load(directory.libraries());
            files = new RocksDbFiles(directory.data());
            RocksDbDurability result = new RocksDbDurability(directory, files, files.open(), causesKept);
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
            return files.load(requireOpen());
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
                batch.put(RocksDbRecords.causeKey(revision), RocksDbRecords.cause(commit.cause()));
                if (revision > causesKept && revision % Math.max(1, causesKept / SWEEPS) == 0) {
                    batch.deleteRange(RocksDbRecords.causeKey(0), RocksDbRecords.causeKey(revision - causesKept));
                }
            }
            long last = commits.getLast().revision().value();
            batch.put(RocksDbRecords.REVISION_KEY, RocksDbRecords.number(last));
            requireOpen().write(synced, batch);
        } finally {
            use.readLock().unlock();
        }
    }

    private static void put(WriteBatch batch, Key key, Optional<Entry> value) throws RocksDBException {
        if (value.isPresent()) {
            batch.put(RocksDbRecords.key(key), RocksDbRecords.value(value.get()));
        } else {
            batch.delete(RocksDbRecords.key(key));
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
    public Optional<Cause> cause(Revision revision) {
        use.readLock().lock();
        try {
            @Nullable RocksDB now = db;
            return now == null
                    ? Optional.empty() // until it can be opened again
                    : Optional.ofNullable(now.get(RocksDbRecords.causeKey(revision.value())))
                            .map(RocksDbRecords::cause);
        } catch (RocksDBException e) {
            throw unavailable(files.failure("cannot read", e));
        } finally {
            use.readLock().unlock();
        }
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
