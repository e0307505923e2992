package dev.jukung.bench.history;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, up to a limit: after the first few the rest says nothing new. Not thread-safe. */
final class Violations {
    private static final int SHOWN_MAX = 50;

    private final List<String> found = new ArrayList<>();
    private int count;

    void add(String format, Object... values) {
        if (++count <= SHOWN_MAX) {
            found.add(format.formatted(values));
        }
    }

    List<String> all() {
        List<String> all = new ArrayList<>(found);
        if (count > SHOWN_MAX) {
            all.add("and " + (count - SHOWN_MAX) + " more");
        }
        return List.copyOf(all);
    }
}
