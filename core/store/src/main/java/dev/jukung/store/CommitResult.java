package dev.jukung.store;

import java.util.List;
import java.util.Optional;

/** Losing a race is an ordinary answer, so it is a value and not an exception. */
public sealed interface CommitResult {
    /** @param changes the writes as stored, in the order they were given */
    record Committed(Revision revision, List<Change> changes) implements CommitResult {}

    record Refused(Guard broken, Optional<Entry> actual) implements CommitResult {}
}
