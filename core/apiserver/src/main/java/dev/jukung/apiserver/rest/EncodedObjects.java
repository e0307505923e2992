package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.protobuf.Protobuf;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * The protobuf form of objects that were read or told to watchers lately: an object is written once for all its watchers and
 * for all the lists that it is in, as long as there is room; the one that was written first makes room for the next.
 * Thread-safe.
 */
final class EncodedObjects {
    /** So much may be kept, by the estimate of {@link #weight}, where the heap is large enough. */
    private static final long MAX_BYTES = 128L << 20;

    private static final int PART_OF_HEAP = 16;

    private record Kept(StoredObject object, long weight) {}

    private final ToldEvents jsonEvents = new ToldEvents();
    private final ToldEvents protobufEvents = new ToldEvents();
    private final long limit;
    private final Map<StoredObject, byte[]> messages = new HashMap<>(); // by identity; guarded by this
    private final Queue<Kept> oldest = new ArrayDeque<>(); // the same in their order; guarded by this
    private long kept; // guarded by this

    EncodedObjects() {
        this(Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    /** @param limit of what is kept, in bytes */
    EncodedObjects(long limit) {
        this.limit = limit;
    }

    /** The message of the object, without envelope; shared, not to be changed. */
    byte[] message(StoredObject object) {
        synchronized (this) {
            byte[] known = messages.get(object);
            if (known != null) {
                return known;
            }
        }
        byte[] message = Protobuf.message(object.tree());
        keep(object, message);
        return message;
    }

    /** The events of watches whose objects are told as they are stored. */
    ToldEvents jsonEvents() {
        return jsonEvents;
    }

    ToldEvents protobufEvents() {
        return protobufEvents;
    }

    private synchronized void keep(StoredObject object, byte[] message) {
        Kept added = new Kept(object, weight(object, message));
        if (added.weight() > limit || messages.putIfAbsent(object, message) != null) {
            return;
        }
        oldest.add(added);
        kept += added.weight();
        while (kept > limit) {
            Kept first = oldest.remove();
            messages.remove(first.object());
            kept -= first.weight();
        }
    }

    /** An object that was replaced since stays in memory with its bytes and its tree as long as it is here. */
    private static long weight(StoredObject object, byte[] message) {
        return message.length + object.bytes().length;
    }

    synchronized int size() {
        return messages.size();
    }
}
