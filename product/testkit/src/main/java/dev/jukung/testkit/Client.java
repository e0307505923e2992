package dev.jukung.testkit;

/** An object made for a test, and how it is closed. */
record Client(Object object, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
