package dev.jukung.bench.server;

import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.time.Duration;

/** An API server under measurement, in a process of its own. Not thread-safe, except {@link #cpu}. Closing ends it. */
public interface MeasuredServer extends AutoCloseable {
    /** Waits until {@code /readyz} says ok to its administrator; gives the time since the start of its process. */
    Duration awaitReady() throws IOException, InterruptedException;

    /** The server as its administrator reaches it. */
    ClusterAccess access() throws IOException;

    /** A client of the administrator. */
    HttpApiClient client() throws IOException;

    /** Returns when Pods can be created in a namespace that exists: it has its ServiceAccount then. */
    void prepareForPods(ApiClient client, String namespace) throws InterruptedException;

    ProcessUsage usage() throws IOException;

    /** The CPU time that the process has used so far. */
    Duration cpu() throws IOException;

    @Override
    void close() throws IOException;
}
