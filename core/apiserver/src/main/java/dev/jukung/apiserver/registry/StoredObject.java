package dev.jukung.apiserver.registry;

import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.Entry;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.SharedParts;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stored object: its bytes as they are sent, and its tree, decoded once when somebody needs it. Thread-safe. */
public final class StoredObject {
    private static final SharedParts PARTS = new SharedParts();

    private final Entry entry;
    private volatile @Nullable ObjectValue tree;
    private volatile @Nullable StoredObject removed;
    private volatile @Nullable Served served;

    /** How this object looks as one kind; the last one asked for is kept. */
    private record Served(Kind kind, StoredObject object) {}

    private StoredObject(Entry entry) {
        this.entry = entry;
    }

    /** The same object for the same entry. */
    public static StoredObject of(Entry entry) {
        return entry.decoded(StoredObject::new);
    }

    /** The object of an entry that was made of this tree, which says nothing yet of its version. */
    static StoredObject of(Entry entry, ObjectValue written) {
        StoredObject object = new StoredObject(entry);
        object.tree = written.withAt(entry.modified().toString(), "metadata", "resourceVersion");
        return object;
    }

    /** The tree of parts that it has in common with other objects in memory. */
    static ObjectValue shared(ObjectValue tree) {
        return PARTS.share(tree);
    }

    /** An object that is not in the store, such as the result of a dry run. */
    public static StoredObject unstored(Key key, ObjectValue tree, Revision revision) {
        StoredObject object = new StoredObject(new Entry(key, Json.bytes(tree), revision, revision));
        object.tree = tree;
        return object;
    }

    /**
     * The JSON as stored, with its resource version; shared, not to be changed.
     *
     * @throws ApiException when another server has encrypted it with a key that is not here
     */
    public byte[] bytes() {
        try {
            return entry.value();
        } catch (StoreCorruptedException e) {
            throw new ApiException(Reason.INTERNAL_ERROR, "Internal error occurred: " + e.getMessage(), e);
        }
    }

    public ObjectValue tree() {
        ObjectValue known = tree;
        if (known == null) {
            known = PARTS.share(Json.parseObject(bytes()));
            tree = known;
        }
        return known;
    }

    /** As a version of its kind serves it: the very same object where that is how it is stored. */
    public StoredObject as(Kind kind) {
        return as(kind, List.of(this)).getFirst();
    }

    /** {@link #as} of many, converted together. */
    static List<StoredObject> as(Kind kind, List<StoredObject> objects) {
        if (kind.conversion().isNone()) {
            return objects;
        }
        List<StoredObject> open =
                objects.stream().filter(object -> object.known(kind).isEmpty()).toList();
        List<ObjectValue> converted = kind.conversion()
                .allFromStored(open.stream().map(StoredObject::tree).toList());
        Map<StoredObject, StoredObject> made = new IdentityHashMap<>();
        for (int i = 0; i < open.size(); i++) {
            made.put(open.get(i), open.get(i).keep(kind, converted.get(i)));
        }
        return objects.stream()
                .map(object -> object.known(kind).orElseGet(() -> made.getOrDefault(object, object)))
                .toList();
    }

    private Optional<StoredObject> known(Kind kind) {
        Served last = served;
        return last != null && last.kind() == kind ? Optional.of(last.object()) : Optional.empty();
    }

    private StoredObject keep(Kind kind, ObjectValue converted) {
        StoredObject object = converted == tree() ? this : new StoredObject(withValue(converted));
        if (object != this) {
            object.tree = converted;
        }
        served = new Served(kind, object);
        return object;
    }

    private Entry withValue(ObjectValue converted) {
        return new Entry(entry.key(), Json.bytes(converted), entry.created(), entry.modified());
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
