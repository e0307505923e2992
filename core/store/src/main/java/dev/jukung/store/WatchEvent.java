package dev.jukung.store;

import java.util.List;

/** What a watch tells. */
public sealed interface WatchEvent {
    /** Changes of one commit inside the watched range, never empty. */
    record Commit(Revision revision, List<Change> changes) implements WatchEvent {}

    /** Nothing in the range changed up to {@code revision}: a place to resume from. Sent only when asked for by {@link Watch#progress}. */
    record Progress(Revision revision) implements WatchEvent {}

    /** History before {@code oldest} is gone and this watch had not read it. The last event of a watch. */
    record Compacted(Revision oldest) implements WatchEvent {}

    /** The store is closing or no longer usable. The last event of a watch. */
    record Closed() implements WatchEvent {}
}
