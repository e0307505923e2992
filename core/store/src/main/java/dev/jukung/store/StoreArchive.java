package dev.jukung.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * The state of a store in a file, which becomes a store of either kind again: this is how a cluster moves from the embedded
 * store to etcd and back. Restored into a folder everything keeps its revision. etcd gives its own: there the objects are the
 * same and their resource versions are new. History and causes are not in it. Stateless.
 *
 * <p>The format: {@code JUKUNGS1}, then compressed: the revision (8 bytes), how many entries (4), and for each entry the
 * length (4) and bytes of key and value as {@link RocksDbRecords} has them.
 */
public final class StoreArchive {
    private static final byte[] MAGIC = "JUKUNGS1".getBytes(US_ASCII);

    /** Larger than any object may be: what claims to be longer is no archive. */
    private static final int LENGTH_MAX = 64 << 20;

    /** etcd takes 128 operations in a transaction. */
    private static final int ETCD_BATCH = 100;

    private static final Cause CAUSE = new Cause("", "jukung", "snapshot restore", 0);

    private StoreArchive() {}

    public static void write(Snapshot snapshot, OutputStream file) throws IOException {
        file.write(MAGIC);
        GZIPOutputStream compressed = new GZIPOutputStream(file, 1 << 16);
        DataOutputStream out = new DataOutputStream(compressed);
        List<Entry> entries = snapshot.all();
        out.writeLong(snapshot.revision().value());
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            write(out, RocksDbRecords.key(entry.key()));
            write(out, RocksDbRecords.value(entry, entry.value()));
        }
        out.flush();
        compressed.finish();
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * What is in an archive.
     *
     * @throws StoreCorruptedException when it is not a whole snapshot
     */
    public static Snapshot read(InputStream file) throws IOException {
        return state(file);
    }

    private static State state(InputStream file) throws IOException {
        if (!Arrays.equals(file.readNBytes(MAGIC.length), MAGIC)) {
            throw new StoreCorruptedException("it is not a snapshot of Jukung");
        }
        try {
            DataInputStream in = new DataInputStream(new GZIPInputStream(file, 1 << 16));
            State state = State.EMPTY.asOf(new Revision(in.readLong()));
            for (int left = in.readInt(); left > 0; left--) {
                state = state.with(RocksDbRecords.entry(bytes(in), bytes(in)));
            }
            if (in.read() >= 0) { // also lets the checksum be compared
                throw new StoreCorruptedException("the snapshot goes on after its end");
            }
            return state;
        } catch (EOFException | ZipException | BufferUnderflowException e) {
            throw new StoreCorruptedException("the snapshot is not whole: " + e.getMessage());
        }
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LENGTH_MAX) {
            throw new StoreCorruptedException("the snapshot is not whole: a length of " + length);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it ends early");
        }
        return bytes;
    }

    /**
     * Makes the store of a new folder.
     *
     * @throws StoreCorruptedException when the file is not a whole snapshot; the folder is untouched then
     * @throws StoreNotEmptyException when there is a store in the folder already
     */
    public static Revision restore(InputStream file, Path dataDirectory, Clock clock) throws IOException {
        State state = state(file);
        try (RocksDbDurability durability = RocksDbDurability.open(dataDirectory, RocksDbDurability.CAUSES_KEPT)) {
            if (durability.load().revision().value() > 0) {
                throw new StoreNotEmptyException("there is a store in " + dataDirectory + " already");
            }
            durability.append(List.of(Commit.of(state, state.changesSince(State.EMPTY), CAUSE, clock.now())));
        }
        return state.revision();
    }

    /**
     * Fills an etcd in which there is nothing under the prefix; returns how many keys were written.
     *
     * @throws StoreCorruptedException when the file is not a whole snapshot; etcd is untouched then
     * @throws StoreNotEmptyException when there is something already
     * @throws StoreUnavailableException when etcd cannot be written; what has been written by then stays
     */
    public static int restore(InputStream file, EtcdOptions options) throws IOException {
        List<Entry> entries = state(file).all();
        EtcdKeys keys = new EtcdKeys(options.prefix(), options.directories());
        try (EtcdClient client = new EtcdClient(options)) {
            EtcdClient.Page there = client.page(keys.first(), keys.end(), 0, 1);
            if (!there.items().isEmpty()) {
                throw new StoreNotEmptyException("there is something in etcd already: "
                        + there.items().getFirst().key());
            }
            for (int start = 0; start < entries.size(); start += ETCD_BATCH) {
                List<EtcdClient.Change> puts =
                        entries.subList(start, Math.min(entries.size(), start + ETCD_BATCH)).stream()
                                .map(entry -> put(keys, entry))
                                .toList();
                client.commit(List.of(), puts, List.of());
            }
            client.commit(
                    List.of(),
                    List.of(new EtcdClient.Change(keys.head(), Optional.of("restored".getBytes(US_ASCII)))),
                    List.of());
        } catch (EtcdFailure e) {
            throw e.unavailable();
        }
        return entries.size();
    }

    private static EtcdClient.Change put(EtcdKeys keys, Entry entry) {
        return new EtcdClient.Change(keys.of(entry.key()), Optional.of(RevisionField.clear(entry.value())));
    }
}
