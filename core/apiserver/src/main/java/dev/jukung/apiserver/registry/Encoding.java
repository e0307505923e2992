package dev.jukung.apiserver.registry;

import dev.jukung.store.Key;
import dev.jukung.store.Write;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Objects as the store keeps them: canonical JSON that contains its own revision. The revision is known only when the
 * commit is ordered, so the bytes go to the store with a gap, and the store writes the revision into it.
 */
final class Encoding {
    /** Unguessable, so that nothing a client writes can look like the gap. */
    private static final String GAP = HexFormat.of().formatHex(random());

    private static final byte[] FIELD = ("\"resourceVersion\":\"" + GAP + "\"").getBytes(StandardCharsets.UTF_8);

    private Encoding() {}

    private static byte[] random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    static Write.Put put(Key key, ObjectValue object) {
        byte[] json = Json.bytes(object.withAt(GAP, "metadata", "resourceVersion"));
        int gap = indexOf(json) + FIELD.length - 1 - GAP.length();
        byte[] bytes = new byte[json.length - GAP.length()];
        System.arraycopy(json, 0, bytes, 0, gap);
        System.arraycopy(json, gap + GAP.length(), bytes, gap, bytes.length - gap);
        ObjectValue kept = StoredObject.shared(object);
        return new Write.Put(key, bytes, gap, Optional.of(entry -> StoredObject.of(entry, kept)));
    }

    private static int indexOf(byte[] json) {
        for (int start = 0; start <= json.length - FIELD.length; start++) {
            int i = 0;
            while (i < FIELD.length && json[start + i] == FIELD[i]) {
                i++;
            }
            if (i == FIELD.length) {
                return start;
            }
        }
        throw new IllegalStateException("an object was encoded without its resource version");
    }
}
