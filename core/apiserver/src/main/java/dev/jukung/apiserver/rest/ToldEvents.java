package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.StoredObject;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Events of one encoding as they stand on the wire. All watchers of a resource are told the same at about the same time: the
 * first one writes an event down, the others find one array, which is cheaper for a connection to take than its parts.
 * Thread-safe without locks: what is lost in a race is written down again.
 */
final class ToldEvents {
    /** So many events are remembered at most. */
    static final int MAX_EVENTS = 256;

    /** Larger ones are written for each watcher. */
    static final int MAX_BYTES = 64 * 1024;

    private record Told(StoredObject object, String type, byte[] event) {}

    private final AtomicReferenceArray<@Nullable Told> latest = new AtomicReferenceArray<>(MAX_EVENTS);

    /** @param writer of an event that is not known; the type and the object have to determine what it writes */
    byte[] event(String type, StoredObject object, Supplier<byte[]> writer) {
        int slot = System.identityHashCode(object) & (MAX_EVENTS - 1);
        Told known = latest.get(slot);
        if (known != null && known.object() == object && known.type().equals(type)) {
            return known.event();
        }
        byte[] event = writer.get();
        if (event.length <= MAX_BYTES) {
            latest.set(slot, new Told(object, type, event));
        }
        return event;
    }
}
