package dev.jukung.bench.history;

import dev.jukung.bench.history.Request.Verb;
import dev.jukung.bench.history.Request.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every write that was answered is there, at the revision that was told and right after what it was conditional on; nothing is
 * there that nobody wrote, that was refused, or twice.
 */
final class WriteCheck {
    private final Truth truth;
    private final Violations violations;
    private final Map<String, Call> byToken = new HashMap<>();
    private final Call[] writers;

    WriteCheck(Truth truth, Violations violations) {
        this.truth = truth;
        this.violations = violations;
        writers = new Call[truth.size()];
    }

    /** The call that made each version, by its place; empty where it is not known. */
    Optional<Call> writer(int place) {
        return Optional.ofNullable(writers[place]);
    }

    void check(List<Call> calls) {
        for (Call call : calls) {
            if (call.request() instanceof Write write && write.verb() != Verb.DELETE) {
                byToken.put(write.token(), call);
            }
        }
        calls.forEach(this::acknowledged);
        calls.forEach(this::deletion);
        for (int place = 0; place < truth.size(); place++) {
            origin(place);
        }
    }

    private void acknowledged(Call call) {
        if (call.request() instanceof Write write
                && call.answer() instanceof Answer.Written(long revision)
                && write.verb() != Verb.DELETE) {
            Optional<Integer> place = truth.place(write.object(), revision);
            if (place.isEmpty()) {
                violations.add("a write that was answered is lost: %s", call);
            } else if (!truth.at(place.get()).token().equals(Optional.of(write.token()))) {
                violations.add(
                        "a write was answered, and something else is there: %s, %s", call, truth.at(place.get()));
            }
        }
    }

    /** A deletion made the version after the one it was conditional on, if anything did. */
    private void deletion(Call call) {
        if (!(call.request() instanceof Write(Verb verb, String object, String _, long precondition))
                || verb != Verb.DELETE) {
            return;
        }
        boolean answered = call.answer() instanceof Answer.Written;
        int place = truth.place(object, precondition).map(truth::after).orElse(truth.size());
        boolean gone = place < truth.size() && truth.at(place).token().isEmpty();
        if (answered && !gone) {
            violations.add("a deletion that was answered is lost: %s", call);
        } else if (answered && writers[place] != null && writers[place].answer() instanceof Answer.Written) {
            violations.add("one deletion was answered twice: %s, %s", writers[place], call);
        } else if (gone && (answered || (!call.answer().decided() && earlier(call, writers[place])))) {
            writers[place] = call;
        }
    }

    /** Of several deletions without an answer any may have been the one: the earliest constrains least. */
    private static boolean earlier(Call call, @org.jspecify.annotations.Nullable Call other) {
        return other == null || (!other.answer().decided() && call.started() < other.started());
    }

    private void origin(int place) {
        Version version = truth.at(place);
        if (version.token().isEmpty()) {
            if (writers[place] == null) {
                violations.add("a deletion that nobody asked for: %s", version);
            }
            return;
        }
        Call call = byToken.remove(version.token().get());
        if (call == null) {
            violations.add("nobody wrote this, or it is there twice: %s", version);
            return;
        }
        writers[place] = call;
        Write write = (Write) call.request();
        if (call.answer().decided() && !(call.answer() instanceof Answer.Written)) {
            violations.add("a write that was refused is there: %s, %s", call, version);
        } else if (!write.object().equals(version.object())) {
            violations.add("a write is in the wrong place: %s, %s", call, version);
        } else if (write.verb() == Verb.CREATE && truth.existedBefore(place)) {
            violations.add("something was created over what was there: %s, %s", call, truth.before(place));
        } else if (write.verb() != Verb.CREATE && !truth.existedBefore(place)) {
            violations.add("what was not there was changed: %s", call);
        } else if (write.precondition() > 0
                && truth.before(place).map(Version::revision).orElse(0L) != write.precondition()) {
            violations.add(
                    "a condition did not hold, and the write was made: %s, before it %s", call, truth.before(place));
        }
    }
}
