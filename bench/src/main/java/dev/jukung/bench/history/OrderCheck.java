package dev.jukung.bench.history;

import dev.jukung.bench.history.Request.Verb;
import dev.jukung.bench.history.Request.Write;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether all writes and all reads that promise to be current can have happened one after another, each between its beginning
 * and its end (strict serializability).
 *
 * <p>In general that is a search. Here the revisions give the order of the writes, so it is a comparison: going through the
 * writes in their order, one happened not before {@code earliest} (the latest beginning of a write before it, or of a read that
 * has not seen it) and not after {@code latest} (the earliest end of a write after it, or of a read that has seen it). An order
 * exists if and only if the one is never after the other.
 */
final class OrderCheck {
    private final Truth truth;
    private final Violations violations;
    private final long[] earliest;
    private final long[] latest;
    private final @Nullable Call[] earliestBy;
    private final @Nullable Call[] latestBy;

    OrderCheck(Truth truth, Violations violations) {
        this.truth = truth;
        this.violations = violations;
        int size = truth.size() + 1;
        earliest = new long[size];
        latest = new long[size];
        java.util.Arrays.fill(latest, Long.MAX_VALUE);
        earliestBy = new Call[size];
        latestBy = new Call[size];
    }

    void check(List<Call> calls, WriteCheck writes) {
        for (int place = 0; place < truth.size(); place++) {
            Optional<Call> writer = writes.writer(place);
            if (writer.isPresent()) {
                notBefore(place, writer.get());
                if (writer.get().answer() instanceof Answer.Written) {
                    notAfter(place, writer.get());
                }
            }
        }
        calls.forEach(this::read);
        spread();
        for (int place = 0; place < truth.size(); place++) {
            if (earliest[place] > latest[place] && isFirst(place)) {
                violations.add(
                        "no order explains revision %s of %s: %s; and %s",
                        truth.at(place).revision(), truth.at(place).object(), earliestBy[place], latestBy[place]);
            }
        }
        calls.forEach(this::negative);
    }

    private boolean isFirst(int place) {
        return place == 0 || earliestBy[place] != earliestBy[place - 1] || latestBy[place] != latestBy[place - 1];
    }

    private void notBefore(int place, Call call) {
        if (place < truth.size() && call.started() > earliest[place]) {
            earliest[place] = call.started();
            earliestBy[place] = call;
        }
    }

    private void notAfter(int place, Call call) {
        if (place >= 0 && call.ended() < latest[place]) {
            latest[place] = call.ended();
            latestBy[place] = call;
        }
    }

    private void read(Call call) {
        switch (call.answer()) {
            case Answer.Found(Answer.Seen(long revision, String token))
            when call.request() instanceof Request.Get(String object) -> {
                Optional<Integer> place = truth.place(object, revision);
                if (place.isEmpty() || !truth.at(place.get()).token().equals(Optional.of(token))) {
                    violations.add("something was read that never was: %s", call);
                } else {
                    notAfter(place.get(), call);
                    notBefore(truth.after(place.get()), call);
                }
            }
            case Answer.Listed(long revision, var _) -> {
                int place = truth.floor(revision);
                notAfter(place, call);
                if (call.request() instanceof Request.List) {
                    notBefore(place + 1, call);
                }
            }
            default -> {}
        }
    }

    private void spread() {
        for (int place = 1; place < truth.size(); place++) {
            if (earliest[place - 1] > earliest[place]) {
                earliest[place] = earliest[place - 1];
                earliestBy[place] = earliestBy[place - 1];
            }
        }
        for (int place = truth.size() - 2; place >= 0; place--) {
            if (latest[place + 1] < latest[place]) {
                latest[place] = latest[place + 1];
                latestBy[place] = latestBy[place + 1];
            }
        }
    }

    /** An answer that says what is not: it must have been so at some moment of the call. */
    private void negative(Call call) {
        if (call.answer() instanceof Answer.Absent && object(call).isPresent()) {
            if (!wasSo(call, object(call).get(), false)) {
                violations.add("it was there all the time: %s", call);
            }
        } else if (call.answer() instanceof Answer.Conflict && call.request() instanceof Write write) {
            boolean right = write.verb() == Verb.CREATE
                    ? wasSo(call, write.object(), true)
                    : write.precondition() == 0 || wasOther(call, write.object(), write.precondition());
            if (!right) {
                violations.add("nothing was in the way: %s", call);
            }
        }
    }

    private static Optional<String> object(Call call) {
        return switch (call.request()) {
            case Request.Get(String object) -> Optional.of(object);
            case Write write -> Optional.of(write.object());
            default -> Optional.empty();
        };
    }

    private boolean wasSo(Call call, String object, boolean exists) {
        List<Integer> places = truth.places(object);
        if (!exists && (places.isEmpty() || latest[places.getFirst()] >= call.started())) {
            return true; // before its first version
        }
        return places.stream()
                .anyMatch(place -> truth.at(place).token().isPresent() == exists
                        && earliest[place] <= call.ended()
                        && (truth.after(place) == truth.size() || latest[truth.after(place)] >= call.started()));
    }

    private boolean wasOther(Call call, String object, long revision) {
        Optional<Integer> place = truth.place(object, revision);
        if (place.isEmpty() || latest[place.get()] >= call.started()) {
            return true;
        }
        int next = truth.after(place.get());
        return next < truth.size() && earliest[next] <= call.ended();
    }
}
