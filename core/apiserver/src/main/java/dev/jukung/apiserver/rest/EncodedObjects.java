package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.protobuf.Protobuf;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The protobuf form of objects that were told to watchers lately: watchers of one resource are told the same objects at
 * about the same time, and all but the first find the bytes here. Thread-safe.
 */
final class EncodedObjects {
    /** So many objects are remembered at most. */
    static final int MAX_OBJECTS = 1024;

    /** Larger ones are encoded for each watcher. */
    static final int MAX_BYTES = 64 * 1024;

    private record Encoded(StoredObject object, Kind kind, byte[] bytes) {}

    private final AtomicReferenceArray<@Nullable Encoded> latest = new AtomicReferenceArray<>(MAX_OBJECTS);

    byte[] protobuf(Kind kind, StoredObject object) {
        int slot = System.identityHashCode(object) & (MAX_OBJECTS - 1);
        Encoded known = latest.get(slot);
        if (known != null && known.object() == object && known.kind() == kind) {
            return known.bytes();
        }
        byte[] bytes = Protobuf.write(object.tree());
        if (bytes.length <= MAX_BYTES) {
            latest.set(slot, new Encoded(object, kind, bytes));
        }
        return bytes;
    }
}
