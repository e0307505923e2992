package dev.jukung.apiserver;

import dev.jukung.base.Clock;
import dev.jukung.runtime.ApiException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps objects of the server as they have to be: does its work at the start, and after changes on a thread of its own.
 * However many changes come during a run, they lead to one more. Thread-safe.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Looks at everything and writes what differs. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Clock clock;
    private final Work work;
    private final AtomicInteger pending = new AtomicInteger();

    Upkeep(String name, Clock clock, Work work) {
        this.name = name;
        this.clock = clock;
        this.work = work;
    }

    /** Does the work now. To be called once, before requests are served. */
    void begin() throws InterruptedException {
        pending.set(1); // its own writes need no further look
        work.run();
        pending.set(0);
    }

    void changed() {
        if (pending.getAndIncrement() > 0) {
            return;
        }
        Clock.Hold hold = clock.hold();
        Thread.ofVirtual().name(name).start(() -> {
            boolean over = false;
            try (hold) {
                while (!over) {
                    int seen = pending.get();
                    attempt();
                    over = pending.compareAndSet(seen, 0);
                }
            } finally {
                if (!over) {
                    pending.set(0); // it broke; the next change may try again
                }
            }
        });
    }

    private void attempt() {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ApiException e) {
            LOG.warn("{}: looked at again with the next change: {}", name, e.getMessage());
        }
    }
}
