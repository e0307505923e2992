package dev.jukung.cluster;

import java.util.ArrayDeque;
import java.util.Deque;

/** Parts that are closed in the reverse order of their start. Confined to one thread until it is closed. */
final class Closing implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes all, and throws the first failure with the others suppressed. Twice does nothing more. */
    @Override
    public void close() {
        IllegalStateException failure = null;
        for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = added(failure, e);
            } catch (Exception e) {
                failure = added(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static IllegalStateException added(
            @org.jspecify.annotations.Nullable IllegalStateException failure, Exception e) {
        if (failure == null) {
            return new IllegalStateException("closing failed", e);
        }
        failure.addSuppressed(e);
        return failure;
    }
}
