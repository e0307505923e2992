package dev.jukung.bench.load;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What the clients send, one after the other. Thread-safe. */
@FunctionalInterface
public interface Requests {
    /** Empty when there is nothing more to do; the load ends then. */
    Optional<Exchange> next();

    /** The same, but no more than so many. */
    default Requests atMost(int count) {
        AtomicInteger sent = new AtomicInteger();
        return () -> sent.getAndIncrement() < count ? next() : Optional.empty();
    }
}
