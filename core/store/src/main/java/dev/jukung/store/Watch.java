package dev.jukung.store;

/**
 * Follows a range. One thread reads it. An event counts as handled (and no longer holds the clock) when
 * {@code next} is called again or the watch is closed.
 */
public interface Watch extends AutoCloseable {
    /** Waits for the next event. After {@link WatchEvent.Compacted} or {@link WatchEvent.Closed} it returns the same again. */
    WatchEvent next() throws InterruptedException;

    /**
     * Makes {@code next} return a {@link WatchEvent.Progress} of the store's present revision once all events up
     * to it have been read. Asking again before that moves the place. Any thread.
     */
    void progress();

    /** Ends the watch; a thread waiting in {@code next} gets {@link WatchEvent.Closed}. May be called twice, by any thread. */
    @Override
    void close();
}
