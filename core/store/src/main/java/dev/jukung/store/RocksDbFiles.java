package dev.jukung.store;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** Opens a RocksDB as the store needs it, reads the state out of it, and says in words what is wrong. */
final class RocksDbFiles implements AutoCloseable {
    /** All values are in memory anyway: RocksDB only needs room to collect writes and to read a cause now and then. */
    private static final long WRITE_BUFFER_BYTES = 8L << 20;

    private static final int WRITE_BUFFERS = 2;
    private static final long BLOCK_CACHE_BYTES = 2L << 20;
    private static final int BACKGROUND_JOBS = 2;
    private static final long LOG_FILE_BYTES = 4L << 20;
    private static final int LOG_FILES = 3;

    private final Path directory;
    private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
    private final Options options = new Options();

    RocksDbFiles(Path directory) {
        this.directory = directory;
        options.setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache))
                // Acknowledged commits must not vanish in silence. This mode tolerates only an incomplete record
                // at the end, which was never acknowledged; the default would drop all that follows damage.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_FILE_BYTES)
                .setKeepLogFileNum(LOG_FILES)
                .setStatsDumpPeriodSec(0);
    }

    /**
     * @throws StoreCorruptedException when what is there is not a whole store
     * @throws StoreUnavailableException when the files cannot be used now
     */
    RocksDB open() {
        try {
            boolean isNew = isNew();
            RocksDB db = RocksDB.open(options.setCreateIfMissing(isNew), directory.toString());
            boolean checked = false;
            try {
                checkFormat(db, isNew);
                checked = true;
                return db;
            } finally {
                if (!checked) {
                    db.close();
                }
            }
        } catch (RocksDBException e) {
            throw failure("cannot open", e);
        } catch (IOException e) {
            throw new StoreUnavailableException("cannot read " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Whether there has never been anything here. RocksDB would take lost files for that, and begin anew. */
    private boolean isNew() throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (Files.exists(directory.resolve("CURRENT"))) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.map(Path::getFileName).map(Path::toString).anyMatch(RocksDbFiles::holdsData)) {
                throw corrupted("the file CURRENT is missing");
            }
        }
        return true;
    }

    private static boolean holdsData(String name) {
        return name.endsWith(".sst") || name.endsWith(".log") || name.startsWith("MANIFEST");
    }

    private void checkFormat(RocksDB db, boolean isNew) throws RocksDBException {
        byte @Nullable [] format = db.get(RocksDbRecords.FORMAT_KEY);
        if (format == null && (isNew || isEmpty(db))) { // empty: it was new, and killed before it got here
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                db.put(synced, RocksDbRecords.FORMAT_KEY, RocksDbRecords.number(RocksDbRecords.FORMAT));
            }
        } else if (format == null || format.length != Integer.BYTES) {
            throw corrupted("it is a RocksDB, but not of a store");
        } else if (ByteBuffer.wrap(format).getInt() != RocksDbRecords.FORMAT) {
            throw corrupted("it has format " + ByteBuffer.wrap(format).getInt() + ", and this version reads format "
                    + RocksDbRecords.FORMAT);
        }
    }

    private static boolean isEmpty(RocksDB db) throws RocksDBException {
        try (RocksIterator all = db.newIterator()) {
            all.seekToFirst();
            all.status();
            return !all.isValid();
        }
    }

    /** @throws StoreCorruptedException when records are damaged or contradict each other */
    State load(RocksDB db, ValueTransformer values) {
        try (Slice end = new Slice(RocksDbRecords.AFTER_ENTRIES);
                ReadOptions onePass = new ReadOptions().setFillCache(false).setIterateUpperBound(end);
                RocksIterator records = db.newIterator(onePass)) {
            byte @Nullable [] last = db.get(RocksDbRecords.REVISION_KEY);
            Revision revision = last == null
                    ? Revision.ZERO
                    : new Revision(ByteBuffer.wrap(last).getLong());
            State state = State.EMPTY.asOf(revision);
            for (records.seek(RocksDbRecords.FIRST_ENTRY); records.isValid(); records.next()) {
                Entry entry = RocksDbRecords.entry(records.key(), records.value());
                if (entry.modified().compareTo(revision) > 0) {
                    throw corrupted(
                            entry.key() + " is of revision " + entry.modified() + ", after the last one, " + revision);
                }
                state = state.with(opened(entry, values));
            }
            records.status();
            return state;
        } catch (BufferUnderflowException e) {
            throw corrupted("a record is too short");
        } catch (RocksDBException e) {
            throw failure("cannot read", e);
        }
    }

    private static Entry opened(Entry entry, ValueTransformer values) {
        byte[] plain = values.open(entry.key(), RocksDbDurability.context(entry.key()), entry.value());
        return new Entry(entry.key(), plain, entry.created(), entry.modified());
    }

    RuntimeException failure(String what, RocksDBException e) {
        @Nullable Status status = e.getStatus();
        if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            return new StoreUnavailableException(
                    "no space left on the disk of " + directory + ": free some, and writes go on by themselves", e);
        }
        if (status != null && status.getCode() == Status.Code.IOError && !lostFile(e)) {
            return new StoreUnavailableException(
                    what + " " + directory + ": " + e.getMessage() + ": check the disk and its permissions", e);
        }
        return corrupted(String.valueOf(e.getMessage()), e);
    }

    /** A file that other files speak of is missing: RocksDB says so in words only. */
    private static boolean lostFile(RocksDBException e) {
        return String.valueOf(e.getMessage()).contains("No such file or directory");
    }

    private StoreCorruptedException corrupted(String problem) {
        return new StoreCorruptedException(describe(problem));
    }

    private StoreCorruptedException corrupted(String problem, RocksDBException e) {
        return new StoreCorruptedException(describe(problem), e);
    }

    private String describe(String problem) {
        return "the data in " + directory + " is damaged: " + problem
                + ": restore it from a copy, or move it away to begin with an empty store";
    }

    @Override
    public void close() {
        options.close();
        cache.close();
    }
}
