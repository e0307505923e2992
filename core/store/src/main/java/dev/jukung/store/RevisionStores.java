package dev.jukung.store;

import dev.jukung.base.Clock;

/** Where stores come from. */
public final class RevisionStores {
    private RevisionStores() {}

    /** An empty store that lives as long as its process. It has no threads. */
    public static RevisionStore inMemory(Clock clock) {
        return EmbeddedRevisionStore.inMemory(State.EMPTY, clock, HistoryLimits.ofThisProcess());
    }
}
