package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jukung.base.Cause;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How things are written in RocksDB, format {@value #FORMAT}. The first byte of a key says what it is:
 *
 * <pre>
 * m name                        → format: 4 bytes; revision: 8 bytes, the last commit
 * e length collection name      → created (8), modified (8), value
 * w revision (8)                → time (8 + 4), trigger (8), texts: actor, agent, what; for each touched key:
 *                                 effect (1), texts: collection, name
 * </pre>
 *
 * Numbers are big-endian, so that revisions sort; texts are UTF-8; {@code length} has 2 bytes,
 * enough for what {@link Key} allows; a text is its length (4) and its bytes. {@code c} was a cause without time and keys.
 */
final class RocksDbRecords {
    static final int FORMAT = 1;
    static final byte[] FORMAT_KEY = "mformat".getBytes(UTF_8);
    static final byte[] REVISION_KEY = "mrevision".getBytes(UTF_8);
    static final byte[] FIRST_ENTRY = {'e'};
    static final byte[] AFTER_ENTRIES = {'e' + 1};

    private static final List<Explained.Effect> EFFECTS = List.of(Explained.Effect.values());

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

    /** @param stored the value as it is kept */
    static byte[] value(Entry entry, byte[] stored) {
        return ByteBuffer.allocate(2 * Long.BYTES + stored.length)
                .putLong(entry.created().value())
                .putLong(entry.modified().value())
                .put(stored)
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

    /** The value as it is kept, of the record of an entry. */
    static byte[] stored(byte[] record) {
        return Arrays.copyOfRange(record, 2 * Long.BYTES, record.length);
    }

    static byte[] explainedKey(long revision) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) 'w')
                .putLong(revision)
                .array();
    }

    static boolean isExplained(byte[] key) {
        return key.length == 1 + Long.BYTES && key[0] == 'w';
    }

    /** Of the key of an explanation. */
    static long revision(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    static byte[] explained(Commit commit) {
        Cause cause = commit.cause();
        List<byte[]> texts = new ArrayList<>();
        texts.add(cause.actor().getBytes(UTF_8));
        texts.add(cause.agent().getBytes(UTF_8));
        texts.add(cause.what().getBytes(UTF_8));
        List<Explained.Touched> touched = commit.explained().touched();
        for (Explained.Touched touch : touched) {
            texts.add(touch.key().collection().getBytes(UTF_8));
            texts.add(touch.key().name().getBytes(UTF_8));
        }
        int length = 2 * Long.BYTES + Integer.BYTES + touched.size();
        for (byte[] text : texts) {
            length += Integer.BYTES + text.length;
        }
        ByteBuffer record = ByteBuffer.allocate(length)
                .putLong(commit.time().getEpochSecond())
                .putInt(commit.time().getNano())
                .putLong(cause.trigger());
        for (int i = 0; i < texts.size(); i++) {
            if (i >= 3 && i % 2 == 1) {
                record.put((byte) touched.get((i - 3) / 2).effect().ordinal());
            }
            record.putInt(texts.get(i).length).put(texts.get(i));
        }
        return record.array();
    }

    /** @throws BufferUnderflowException when the record is too short to be one */
    static Explained explained(byte[] key, byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        Instant time = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
        long trigger = bytes.getLong();
        Cause cause = new Cause(text(bytes), text(bytes), text(bytes), trigger);
        List<Explained.Touched> touched = new ArrayList<>();
        while (bytes.hasRemaining()) {
            Explained.Effect effect = EFFECTS.get(bytes.get());
            touched.add(new Explained.Touched(new Key(text(bytes), text(bytes)), effect));
        }
        return new Explained(new Revision(revision(key)), time, cause, List.copyOf(touched));
    }

    private static String text(ByteBuffer bytes) {
        return text(bytes, bytes.getInt());
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
