package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.store.Entry;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.api.Test;

/** What is kept of protobuf, and what makes room. */
class EncodedObjectsTest {
    private static StoredObject configMap(int number) {
        ObjectValue tree = ObjectValue.of(
                "kind", "ConfigMap", "apiVersion", "v1", "metadata", ObjectValue.of("name", "map-" + number));
        Key key = new Key("configmaps", "default/map-" + number);
        return StoredObject.of(new Entry(key, Json.bytes(tree), new Revision(number), new Revision(number)));
    }

    @Test
    void anObjectIsWrittenOnce() {
        EncodedObjects encoded = new EncodedObjects(1_000_000);
        StoredObject object = configMap(1);

        byte[] message = encoded.message(object);

        assertThat(message).isEqualTo(Protobuf.message(object.tree()));
        assertThat(encoded.message(object)).isSameAs(message);
    }

    @Test
    void theOldestMakesRoom() {
        StoredObject first = configMap(1);
        int one = Protobuf.message(first.tree()).length + first.bytes().length;
        EncodedObjects encoded = new EncodedObjects(3L * one);
        byte[] message = encoded.message(first);
        for (int number = 2; number < 10; number++) {
            encoded.message(configMap(number));
            assertThat(encoded.size()).isEqualTo(Math.min(3, number));
        }
        assertThat(encoded.message(first)).isEqualTo(message).isNotSameAs(message);
    }

    @Test
    void whatIsLargerThanAllTheRoomIsNotKept() {
        EncodedObjects encoded = new EncodedObjects(10);

        encoded.message(configMap(1));

        assertThat(encoded.size()).isZero();
    }
}
