package dev.jukung.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commits that are still known and the state before them. Thread-safe, guarded by itself; every call is short. */
final class History {
    private final HistoryLimits limits;
    private final Ring<Commit> commits = new Ring<>(Commit::revision);
    private State base; // before the first of the commits
    private Optional<Explained> explainedBase = Optional.empty();
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

    /** The newest commits that touched {@code key}, the newest first. */
    synchronized List<Explained> explain(Key key, int limit) {
        List<Explained> found = new ArrayList<>();
        for (int i = commits.size() - 1; i >= 0 && found.size() < limit; i--) {
            if (commits.get(i).touches(key)) {
                found.add(commits.get(i).explained());
            }
        }
        if (found.size() < limit) {
            explainedBase.filter(explained -> explained.touches(key)).ifPresent(found::add);
        }
        return found;
    }

    synchronized Optional<Explained> explain(Revision revision) {
        if (revision.equals(base.revision())) {
            return explainedBase;
        }
        int index = commits.indexAfter(revision) - 1;
        return index >= 0 && commits.get(index).revision().equals(revision)
                ? Optional.of(commits.get(index).explained())
                : Optional.empty();
    }

    /** Forgets all commits and begins anew with {@code state}. */
    synchronized void restart(State state) {
        while (commits.size() > 0) {
            commits.removeFirst();
        }
        base = state;
        explainedBase = Optional.empty();
        oldest = state.revision();
        bytes = 0;
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
        explainedBase = Optional.of(first.explained());
        oldest = first.revision();
        bytes -= first.weight();
        return first;
    }
}
