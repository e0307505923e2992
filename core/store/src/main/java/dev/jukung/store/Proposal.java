package dev.jukung.store;

import dev.jukung.base.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a caller of {@link RevisionStore#commit} wants. Deciding on it touches nothing: a state goes in, a decision comes out. */
record Proposal(List<Guard> guards, List<Write> writes, Cause cause, Instant time) {
    sealed interface Decision {
        CommitResult answer();

        /** It changes something: the answer counts once the commit is durable. */
        record Apply(Commit commit, CommitResult.Committed answer) implements Decision {}

        /** It changes nothing. */
        record Settle(CommitResult answer) implements Decision {}
    }

    Proposal {
        guards = List.copyOf(guards);
        writes = List.copyOf(writes);
        requireDistinctKeys(writes);
    }

    private static void requireDistinctKeys(List<Write> writes) {
        if (writes.size() < 2) {
            return;
        }
        Set<Key> seen = new HashSet<>();
        for (Write write : writes) {
            if (!seen.add(write.key())) {
                throw new IllegalArgumentException("one commit writes " + write.key() + " twice");
            }
        }
    }

    /** The size of the values that it puts. */
    long bytes() {
        long sum = 0;
        for (Write write : writes) {
            sum += write instanceof Write.Put put ? put.value().length : 0;
        }
        return sum;
    }

    /** The first guard that does not hold. */
    Optional<CommitResult.Refused> refusal(State state) {
        for (Guard guard : guards) {
            Optional<Entry> actual = state.get(guard.key());
            if (!holds(guard, actual)) {
                return Optional.of(new CommitResult.Refused(guard, actual));
            }
        }
        return Optional.empty();
    }

    Decision decideOn(State before) {
        Optional<CommitResult.Refused> refusal = refusal(before);
        if (refusal.isPresent()) {
            return new Decision.Settle(refusal.get());
        }
        Revision revision = before.revision().next();
        State after = before;
        List<Change> changes = new ArrayList<>(writes.size());
        for (Write write : writes) {
            Optional<Entry> old = before.get(write.key());
            switch (write) {
                case Write.Put put -> {
                    Entry entry = put.entry(old.map(Entry::created).orElse(revision), revision);
                    after = after.with(entry);
                    changes.add(new Change(put.key(), old, Optional.of(entry)));
                }
                case Write.Delete(Key key) -> {
                    after = old.isPresent() ? after.without(key) : after;
                    changes.add(new Change(key, old, Optional.empty()));
                }
            }
        }
        List<Change> all = List.copyOf(changes);
        return after == before
                ? new Decision.Settle(new CommitResult.Committed(before.revision(), all))
                : new Decision.Apply(
                        Commit.of(after.asOf(revision), all, cause, time), new CommitResult.Committed(revision, all));
    }

    private static boolean holds(Guard guard, Optional<Entry> actual) {
        return switch (guard) {
            case Guard.Absent _ -> actual.isEmpty();
            case Guard.Unchanged(Key _, Revision seen) ->
                actual.isPresent() && actual.get().modified().equals(seen);
        };
    }
}
