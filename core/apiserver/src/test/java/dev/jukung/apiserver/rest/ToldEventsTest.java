package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.store.Entry;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import org.junit.jupiter.api.Test;

class ToldEventsTest {
    private final ToldEvents told = new ToldEvents();
    private int written;

    private static StoredObject object() {
        return StoredObject.of(new Entry(new Key("pods", "default/a"), new byte[0], Revision.ZERO, Revision.ZERO));
    }

    private byte[] event(String type, StoredObject object, int size) {
        return told.event(type, object, () -> {
            written++;
            return new byte[size];
        });
    }

    @Test
    void anEventIsWrittenOnceForAllItsWatchers() {
        StoredObject object = object();

        byte[] first = event("ADDED", object, 10);

        assertThat(event("ADDED", object, 10)).isSameAs(first);
        assertThat(written).isEqualTo(1);
    }

    @Test
    void anotherTypeOrObjectIsAnotherEvent() {
        StoredObject object = object();
        byte[] added = event("ADDED", object, 10);

        assertThat(event("DELETED", object, 10)).isNotSameAs(added);
        assertThat(event("ADDED", object(), 10)).isNotSameAs(added);
        assertThat(written).isEqualTo(3);
    }

    @Test
    void largeEventsAreNotKept() {
        StoredObject object = object();
        byte[] first = event("ADDED", object, ToldEvents.MAX_BYTES + 1);

        assertThat(event("ADDED", object, ToldEvents.MAX_BYTES + 1)).isNotSameAs(first);
    }

    @Test
    void noMoreThanTheNewestAreRemembered() {
        StoredObject[] objects = new StoredObject[10 * ToldEvents.MAX_EVENTS];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = object();
            event("ADDED", objects[i], 1);
        }
        written = 0;
        for (StoredObject object : objects) {
            event("ADDED", object, 1);
        }
        assertThat(written).isGreaterThanOrEqualTo(objects.length - ToldEvents.MAX_EVENTS);
    }
}
