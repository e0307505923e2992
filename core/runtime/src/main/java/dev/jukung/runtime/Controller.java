package dev.jukung.runtime;

/**
 * A part of the program that keeps something true: it watches, decides and writes. It is made with everything it needs;
 * {@link #start} is called once its informers are synced, {@link #close} once, when it has to stop.
 */
public interface Controller extends AutoCloseable {
    /** As Kubernetes calls it on the command line: {@code deployment-controller}. */
    String name();

    /** Does not block. */
    void start();

    @Override
    void close();
}
