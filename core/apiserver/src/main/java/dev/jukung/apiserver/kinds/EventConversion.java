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

    private static final List<String> NEW_ORDER = List.of(
            "kind",
            "apiVersion",
            "metadata",
            "eventTime",
            "series",
            "reportingController",
            "reportingInstance",
            "action",
            "reason",
            "regarding",
            "related",
            "note",
            "type",
            "deprecatedSource",
            "deprecatedFirstTimestamp",
            "deprecatedLastTimestamp",
            "deprecatedCount");
    private static final List<String> CORE_ORDER = List.of(
            "kind",
            "apiVersion",
            "metadata",
            "involvedObject",
            "reason",
            "message",
            "source",
            "firstTimestamp",
            "lastTimestamp",
            "count",
            "type",
            "eventTime",
            "series",
            "action",
            "related",
            "reportingComponent",
            "reportingInstance");

    private EventConversion() {}

    private static ObjectValue toCore(ObjectValue event) {
        return ordered(renamed(event, 0, 1).with("apiVersion", "v1"), CORE_ORDER);
    }

    private static ObjectValue fromCore(ObjectValue event) {
        return ordered(renamed(event, 1, 0).with("apiVersion", "events.k8s.io/v1"), NEW_ORDER);
    }

    private static ObjectValue ordered(ObjectValue event, List<String> order) {
        ObjectValue.Builder result = ObjectValue.builder();
        for (String field : order) {
            if (event.get(field) instanceof Object value) {
                result.set(field, value);
            }
        }
        event.forEach((field, value) -> {
            if (!order.contains(field)) {
                result.set(field, value);
            }
        });
        return result.build();
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
