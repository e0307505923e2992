package dev.jukung.testing;

import dev.jukung.base.Faults;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Faults that fail the test at its end. Thread-safe. */
public final class CollectedFaults implements Faults {
    private record Fault(String where, Throwable bug) {}

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    @Override
    public void report(String where, Throwable bug) {
        faults.add(new Fault(where, bug));
    }

    /** What was reported so far, a line each. */
    public List<String> descriptions() {
        return faults.stream().map(fault -> fault.where() + ": " + fault.bug()).toList();
    }

    /** Throws with everything that was reported. */
    public void assertNone() {
        if (!faults.isEmpty()) {
            AssertionError error = new AssertionError(faults.size() + " faults, the first while "
                    + faults.getFirst().where());
            faults.forEach(fault -> error.addSuppressed(fault.bug()));
            throw error;
        }
    }
}
