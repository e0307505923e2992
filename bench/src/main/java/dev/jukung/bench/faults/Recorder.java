package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.bench.history.Answer;
import dev.jukung.bench.history.Call;
import dev.jukung.bench.history.WatchPart;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** All that clients ask and are told, while it happens. Thread-safe. */
final class Recorder {
    /** A server said that it does not know any more what came after a revision. */
    record Gone(String client, String server, long revision, long at) {}

    /** What an object was when somebody saw it last; the token is empty for what is gone. */
    record Known(long revision, String token) {}

    private final Clock clock;
    private final long zero;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<WatchPart> watches = new ConcurrentLinkedQueue<>();
    private final Queue<Gone> gone = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong newest = new AtomicLong();
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Recorder(Clock clock) {
        this.clock = clock;
        zero = clock.nanos();
    }

    /** Nanoseconds since the beginning. */
    long now() {
        return clock.nanos() - zero;
    }

    void add(Call call) {
        calls.add(call);
        switch (call.answer()) {
            case Answer.Written(long revision) -> seen(revision);
            case Answer.Found(Answer.Seen seen) -> seen(seen.revision());
            case Answer.Listed(long revision, var _) -> seen(revision);
            default -> {}
        }
    }

    private void seen(long revision) {
        newest.accumulateAndGet(revision, Math::max);
    }

    /** The newest revision that anybody was told. */
    long newest() {
        return newest.get();
    }

    /** What is known is only a hint for what to ask for; it may be outdated. */
    void learn(String object, long revision, String token) {
        known.merge(object, new Known(revision, token), (a, b) -> a.revision() > b.revision() ? a : b);
    }

    Known known(String object) {
        return known.getOrDefault(object, new Known(0, ""));
    }

    void add(WatchPart part) {
        watches.add(part);
    }

    void add(Gone told) {
        gone.add(told);
    }

    /** An answer that no fault explains. */
    void wrong(String what) {
        wrong.add(what);
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<WatchPart> watches() {
        return List.copyOf(watches);
    }

    List<Gone> gone() {
        return List.copyOf(gone);
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
