package dev.jukung.bench.faults;

import dev.jukung.bench.history.Call;
import dev.jukung.bench.history.Request;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** For how long a server was unable to serve while nothing happened to itself. Stateless. */
final class Availability {
    /** What clients want of a server. */
    enum Kind {
        WRITE,
        CURRENT_READ,
        CACHED_READ;

        static Kind of(Request request) {
            return switch (request) {
                case Request.Write _ -> WRITE;
                case Request.Get _, Request.List _ -> CURRENT_READ;
                case Request.CachedList _ -> CACHED_READ;
            };
        }
    }

    /** @param meanwhile what was going on elsewhere */
    record Gap(String server, Kind kind, long from, long to, String meanwhile) {
        long nanos() {
            return to - from;
        }
    }

    private Availability() {}

    /** The longest time without a request that was decided; what happens to the server itself, and its recovery, does not count. */
    static Gap longest(String server, Kind kind, List<Call> calls, List<Happened> faults, long end) {
        List<Long> served = calls.stream()
                .filter(call -> call.server().equals(server)
                        && Kind.of(call.request()) == kind
                        && call.answer().decided())
                .map(Call::ended)
                .sorted()
                .toList();
        Gap longest = new Gap(server, kind, 0, 0, "");
        long last = served.isEmpty() ? 0 : served.getFirst();
        for (long next : served.isEmpty() ? List.of(end) : served) {
            long from = last;
            long to = next;
            Optional<Happened> own = faults.stream()
                    .filter(fault -> fault.name().equals(server) && fault.touches(from, to))
                    .max(Comparator.comparing(Happened::recovered));
            long begin = own.map(fault -> Math.min(to, Math.max(from, fault.recovered())))
                    .orElse(from);
            if (to - begin > longest.nanos()) {
                String meanwhile = faults.stream()
                        .filter(fault -> fault.touches(begin, to))
                        .map(fault -> fault.fault().kind() + " of " + fault.name())
                        .findFirst()
                        .orElse("nothing");
                longest = new Gap(server, kind, begin, to, meanwhile);
            }
            last = next;
        }
        return longest;
    }
}
