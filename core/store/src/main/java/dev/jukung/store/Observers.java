package dev.jukung.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who is told every change. Thread-safe. */
final class Observers {
    private final List<Consumer<Change>> observers = new CopyOnWriteArrayList<>();

    void add(Consumer<Change> observer) {
        observers.add(observer);
    }

    void tell(List<Change> changes) {
        for (Consumer<Change> observer : observers) {
            changes.forEach(observer);
        }
    }
}
