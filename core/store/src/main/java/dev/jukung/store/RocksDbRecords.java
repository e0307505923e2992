package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.base.Cause;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * How things are written in RocksDB, format {@value #FORMAT}. The first byte of a key says what it is:
 *
 * <pre>
 * m name                        → format: 4 bytes; revision: 8 bytes, the last commit
 * e length collection name      → created (8), modified (8), value
 * c revision (8)                → trigger (8), length of actor (4), actor, what
 * </pre>
 *
 * Numbers are big-endian, so that revisions sort; texts are UTF-8; {@code length} has 2 bytes,
 * enough for what {@link Key} allows.
 */
final class RocksDbRecords {
    static final int FORMAT = 1;
    static final byte[] FORMAT_KEY = "mformat".getBytes(UTF_8);
    static final byte[] REVISION_KEY = "mrevision".getBytes(UTF_8);
    static final byte[] FIRST_ENTRY = {'e'};
    static final byte[] AFTER_ENTRIES = {'e' + 1};

    private RocksDbRecords() {}

    static byte[] key(Key key) {
        byte[] collection = key.collection().getBytes(UTF_8);
        byte[] name = key.name().getBytes(UTF_8);
        return ByteBuffer.allocate(3 + collection.length + name.length)
                .put((byte) 'e')
                .putShort((short) collection.length)
                .put(collection)
                .put(name)
                .array();
    }

    static byte[] value(Entry entry) {
        return ByteBuffer.allocate(2 * Long.BYTES + entry.value().length)
                .putLong(entry.created().value())
                .putLong(entry.modified().value())
                .put(entry.value())
                .array();
    }

    /** @throws BufferUnderflowException when the record is too short to be one */
    static Entry entry(byte[] key, byte[] value) {
        ByteBuffer keyBytes = ByteBuffer.wrap(key, 1, key.length - 1);
        String collection = text(keyBytes, Short.toUnsignedInt(keyBytes.getShort()));
        String name = text(keyBytes, keyBytes.remaining());
        ByteBuffer valueBytes = ByteBuffer.wrap(value);
        Revision created = new Revision(valueBytes.getLong());
        Revision modified = new Revision(valueBytes.getLong());
        byte[] bytes = new byte[valueBytes.remaining()];
        valueBytes.get(bytes);
        return new Entry(new Key(collection, name), bytes, created, modified);
    }

    static byte[] causeKey(long revision) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) 'c')
                .putLong(revision)
                .array();
    }

    static byte[] cause(Cause cause) {
        byte[] actor = cause.actor().getBytes(UTF_8);
        byte[] what = cause.what().getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + actor.length + what.length)
                .putLong(cause.trigger())
                .putInt(actor.length)
                .put(actor)
                .put(what)
                .array();
    }

    /** @throws BufferUnderflowException when the record is too short to be one */
    static Cause cause(byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        long trigger = bytes.getLong();
        String actor = text(bytes, bytes.getInt());
        return new Cause(actor, text(bytes, bytes.remaining()), trigger);
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static String text(ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        String text = new String(bytes.array(), bytes.arrayOffset() + bytes.position(), length, UTF_8);
        bytes.position(bytes.position() + length);
        return text;
    }
}
