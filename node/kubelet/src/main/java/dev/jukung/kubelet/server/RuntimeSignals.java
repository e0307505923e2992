package dev.jukung.kubelet.server;

import dev.jukung.kubelet.container.RuntimeEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells whoever waits for a container that it has ended, or may have. Thread-safe. */
final class RuntimeSignals {
    private final Map<String, Set<Signal>> waiting = new HashMap<>(); // guarded by this

    /** Must not block. */
    @FunctionalInterface
    interface Signal {
        /** @param certain it has ended; otherwise somebody has to look */
        void ended(boolean certain);
    }

    /** Ends the interest; closing twice does nothing. */
    @FunctionalInterface
    interface Interest extends AutoCloseable {
        @Override
        void close();
    }

    synchronized Interest onEnd(String containerId, Signal signal) {
        waiting.computeIfAbsent(containerId, _ -> new HashSet<>()).add(signal);
        return () -> forget(containerId, signal);
    }

    private synchronized void forget(String containerId, Signal signal) {
        waiting.computeIfPresent(containerId, (_, signals) -> {
            signals.remove(signal);
            return signals.isEmpty() ? null : signals;
        });
    }

    void event(RuntimeEvent event) {
        switch (event) {
            case RuntimeEvent.Ended(String id) -> signals(id).forEach(signal -> signal.ended(true));
            case RuntimeEvent.Missed() -> all().forEach(signal -> signal.ended(false));
            case RuntimeEvent.Started _, RuntimeEvent.OutOfMemory _ -> {}
        }
    }

    private synchronized List<Signal> signals(String id) {
        return List.copyOf(waiting.getOrDefault(id, Set.of()));
    }

    private synchronized List<Signal> all() {
        return waiting.values().stream().flatMap(Set::stream).toList();
    }
}
