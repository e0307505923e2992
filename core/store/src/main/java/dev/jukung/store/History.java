package dev.jukung.store;

import dev.jukung.base.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commits that are still known and the state before them. Thread-safe, guarded by itself; every call is short. */
final class History {
    private final HistoryLimits limits;
    private final Ring<Commit> commits = new Ring<>(Commit::revision);
    private State base; // before the first of the commits
    private Optional<Cause> causeOfBase = Optional.empty();
    private Revision oldest;
    private long bytes;

    History(State base, HistoryLimits limits) {
        this.base = base;
        this.oldest = base.revision();
        this.limits = limits;
    }

    synchronized Revision oldest() {
        return oldest;
    }

    synchronized int size() {
        return commits.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized void add(Commit commit) {
        commits.add(commit);
        bytes += commit.weight();
    }

    /** The state as of {@code revision}, which must not be in the future; empty where it is forgotten. */
    synchronized Optional<State> at(Revision revision) {
        if (revision.compareTo(oldest) < 0) {
            return Optional.empty();
        }
        int index = commits.indexAfter(revision) - 1;
        return Optional.of(index < 0 ? base : commits.get(index).after());
    }

    synchronized Optional<Cause> cause(Revision revision) {
        if (revision.equals(base.revision())) {
            return causeOfBase;
        }
        int index = commits.indexAfter(revision) - 1;
        return index >= 0 && commits.get(index).revision().equals(revision)
                ? Optional.of(commits.get(index).cause())
                : Optional.empty();
    }

    /** Forgets the commits up to {@code revision} and returns them. */
    synchronized List<Commit> dropThrough(Revision revision) {
        List<Commit> dropped = new ArrayList<>();
        while (commits.size() > 0 && commits.get(0).revision().compareTo(revision) <= 0) {
            dropped.add(dropFirst());
        }
        if (revision.compareTo(oldest) > 0) {
            oldest = revision;
        }
        return dropped;
    }

    /** Forgets what is beyond the limits and returns it. */
    synchronized List<Commit> dropExcess() {
        if (commits.size() <= limits.revisions() && bytes <= limits.bytes()) {
            return List.of(); // nearly always
        }
        List<Commit> dropped = new ArrayList<>();
        while (commits.size() > limits.revisions() || bytes > limits.bytes()) {
            dropped.add(dropFirst());
        }
        return dropped;
    }

    private Commit dropFirst() {
        Commit first = commits.removeFirst();
        base = first.after();
        causeOfBase = Optional.of(first.cause());
        oldest = first.revision();
        bytes -= first.weight();
        return first;
    }
}
