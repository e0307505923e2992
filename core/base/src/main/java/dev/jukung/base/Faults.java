package dev.jukung.base;

/**
 * Where bugs are reported: failures nobody expected and nobody further up can do anything about. In
 * production they are logged and counted; in tests they fail the test. Thread-safe.
 */
@FunctionalInterface
public interface Faults {
    /** @param where what was being done, as a phrase: {@code "reconciling default/web"} */
    void report(String where, Throwable bug);
}
