package dev.jukung.apiserver.registry;

import dev.jukung.store.Entry;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stored object: its bytes as they are sent, and its tree, decoded once when somebody needs it. Thread-safe. */
public final class StoredObject {
    private final Entry entry;
    private volatile @Nullable ObjectValue tree;
    private volatile @Nullable StoredObject removed;

    private StoredObject(Entry entry) {
        this.entry = entry;
    }

    /** The same object for the same entry. */
    public static StoredObject of(Entry entry) {
        return entry.decoded(StoredObject::new);
    }

    /** An object that is not in the store, such as the result of a dry run. */
    static StoredObject unstored(Key key, ObjectValue tree, Revision revision) {
        StoredObject object = new StoredObject(new Entry(key, Json.bytes(tree), revision, revision));
        object.tree = tree;
        return object;
    }

    /** The JSON as stored, with its resource version; shared, not to be changed. */
    public byte[] bytes() {
        return entry.value();
    }

    public ObjectValue tree() {
        ObjectValue known = tree;
        if (known == null) {
            known = Json.parseObject(entry.value());
            tree = known;
        }
        return known;
    }

    /** Saves the decoding when the tree is at hand. */
    void prime(ObjectValue known) {
        tree = known;
    }

    public Key key() {
        return entry.key();
    }

    public Revision modified() {
        return entry.modified();
    }

    /** This object as its deletion is told: as it was last, at the revision of the deletion. */
    StoredObject removedAt(Revision revision) {
        StoredObject known = removed;
        if (known == null || !known.modified().equals(revision)) {
            ObjectValue last = tree().withAt(revision.toString(), "metadata", "resourceVersion");
            known = new StoredObject(new Entry(entry.key(), Json.bytes(last), entry.created(), revision));
            known.tree = last;
            removed = known;
        }
        return known;
    }

    static Optional<StoredObject> of(Optional<Entry> entry) {
        return entry.map(StoredObject::of);
    }
}
