package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.http.Request;

/**
 * How many seats a request takes: one, unless it makes the server send many objects. As in Kubernetes a seat stands for so many
 * bytes that are in memory at once, which for lists is bounded however long they are.
 */
record WorkEstimate(Kinds kinds, Reader reader) {
    private static final long BYTES_PER_SEAT = 100_000;
    private static final long LIST_BYTES_MAX = 1_000_000;
    private static final int LIST_SEATS_MAX = 100;

    /** @param seatsMax of one request in its priority level; zero: no limit of its own */
    int seats(Request request, RequestInfo info, int seatsMax) {
        if (!info.forResource() || !sendsList(request, info)) {
            return 1;
        }
        int limit = seatsMax == 0 ? LIST_SEATS_MAX : Math.min(seatsMax, LIST_SEATS_MAX);
        return limit <= 1 ? 1 : Math.clamp(Math.ceilDiv(bytes(request, info), BYTES_PER_SEAT), 1, limit);
    }

    private static boolean sendsList(Request request, RequestInfo info) {
        return switch (info.verb()) {
            case "list" -> true;
            case "watch" -> {
                String version = request.parameter("resourceVersion").orElse("");
                yield version.isEmpty() || version.equals("0") || RequestInfo.isTrue(request, "sendInitialEvents");
            }
            default -> false;
        };
    }

    private long bytes(Request request, RequestInfo info) {
        return kinds.find(info.group(), info.version(), info.resource())
                .map(kind -> {
                    Reader.Extent stored = reader.extent(kind);
                    long limit = limit(request);
                    long objects = info.name().isEmpty() ? stored.objects() : 1;
                    objects = limit > 0 ? Math.min(limit, objects) : objects;
                    return Math.min(LIST_BYTES_MAX, objects * stored.averageBytes());
                })
                .orElse(0L);
    }

    private static long limit(Request request) {
        String text = request.parameter("limit").orElse("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0; // a wrong one is refused later
    }
}
