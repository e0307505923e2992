package dev.jukung.cluster;

import dev.jukung.base.Faults;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bugs go to the log, and are counted. Thread-safe. */
public final class LoggedFaults implements Faults {
    private static final Logger LOG = LoggerFactory.getLogger("dev.jukung.faults");

    private final AtomicLong count = new AtomicLong();

    @Override
    public void report(String where, Throwable bug) {
        count.incrementAndGet();
        LOG.error("{}", where, bug);
    }

    public long count() {
        return count.get();
    }
}
