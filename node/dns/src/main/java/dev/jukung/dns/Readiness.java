package dev.jukung.dns;

import dev.jukung.runtime.Informer;
import java.util.List;

/** Whether what is known of the cluster is complete: before, a name that is not known may exist all the same. Thread-safe. */
final class Readiness {
    private final List<Informer<?>> informers;
    private volatile boolean reached;

    Readiness(List<Informer<?>> informers) {
        this.informers = List.copyOf(informers);
    }

    /** Asked for each query: once true it is true for good. */
    boolean ready() {
        if (!reached) {
            reached = informers.stream().allMatch(Informer::synced);
        }
        return reached;
    }

    void await() throws InterruptedException {
        for (Informer<?> informer : informers) {
            informer.awaitSynced();
        }
    }
}
