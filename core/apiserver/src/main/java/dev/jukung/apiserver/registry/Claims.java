package dev.jukung.apiserver.registry;

import dev.jukung.store.Guard;
import dev.jukung.store.Key;
import dev.jukung.store.Write;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** An object and what has to be committed with it, so that an address is never claimed twice or lost. */
public record Claims(ObjectValue object, List<Guard> guards, List<Write> writes) {
    public static Claims none(ObjectValue object) {
        return new Claims(object, List.of(), List.of());
    }

    /** A whole object that is written beside; it has the empty text at {@code metadata.resourceVersion}. */
    public static Write put(Key key, ObjectValue other) {
        return Encoding.put(key, other);
    }
}
