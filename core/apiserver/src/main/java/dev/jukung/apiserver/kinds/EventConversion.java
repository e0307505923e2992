package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Kind.Conversion;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** {@code events.k8s.io/v1 Event}, stored as {@code v1 Event}: the same facts under other names. */
final class EventConversion {
    static final Conversion EVENTS_V1 = Conversion.of(EventConversion::toCore, EventConversion::fromCore);

    /** Pairs: the name in events.k8s.io and the name in the core group. */
    private static final List<List<String>> RENAMED = List.of(
            List.of("regarding", "involvedObject"),
            List.of("note", "message"),
            List.of("reportingController", "reportingComponent"),
            List.of("deprecatedSource", "source"),
            List.of("deprecatedFirstTimestamp", "firstTimestamp"),
            List.of("deprecatedLastTimestamp", "lastTimestamp"),
            List.of("deprecatedCount", "count"));

    private EventConversion() {}

    private static ObjectValue toCore(ObjectValue event) {
        return renamed(event, 0, 1).with("apiVersion", "v1");
    }

    private static ObjectValue fromCore(ObjectValue event) {
        return renamed(event, 1, 0).with("apiVersion", "events.k8s.io/v1");
    }

    private static ObjectValue renamed(ObjectValue event, int from, int to) {
        ObjectValue result = event;
        for (List<String> names : RENAMED) {
            Object value = result.get(names.get(from));
            if (value != null) {
                result = result.without(names.get(from)).with(names.get(to), value);
            }
        }
        return result;
    }
}
