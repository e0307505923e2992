package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What becomes of a value on its way into etcd and back: it is encrypted, bound to its key there as Kubernetes binds it, and has
 * its own revision in it when it is read. Thread-safe.
 */
final class EtcdValues {
    private final EtcdKeys keys;
    private final ValueTransformer transformer;

    EtcdValues(EtcdKeys keys, ValueTransformer transformer) {
        this.keys = keys;
        this.transformer = transformer;
    }

    byte[] seal(Key key, byte[] value) {
        return transformer.seal(key, keys.of(key).getBytes(UTF_8), value);
    }

    /**
     * Empty for what is not an object. What cannot be decrypted, because another server has a key that this one lacks, is an
     * object all the same: only whoever wants its value is told.
     */
    Optional<Entry> entry(EtcdClient.Item item) {
        return keys.key(item.key()).map(key -> entry(key, item));
    }

    private Entry entry(Key key, EtcdClient.Item item) {
        Revision created = new Revision(item.created());
        Revision modified = new Revision(item.modified());
        byte[] stored = item.value().orElseThrow();
        Supplier<byte[]> value =
                () -> RevisionField.set(transformer.open(key, item.key().getBytes(UTF_8), stored), modified);
        try {
            return new Entry(key, value.get(), created, modified);
        } catch (StoreCorruptedException _) {
            return Entry.sealed(key, created, modified, value); // whoever wants it is told
        }
    }

    /** Whether values may be kept otherwise than they would be written now: only then is it worth asking etcd. */
    boolean mayBeOutdated() {
        return transformer != ValueTransformer.NONE;
    }

    boolean outdated(Key key, byte[] stored) {
        return transformer.outdated(key, stored);
    }
}
