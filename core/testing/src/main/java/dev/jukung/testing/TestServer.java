package dev.jukung.testing;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.pki.Keys;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import java.time.Instant;
import java.util.Random;

/** An API server in the test JVM: real pipeline, in-memory store, virtual time, seeded chance. Thread-safe. */
public final class TestServer implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualClock clock = new VirtualClock(START);
    private final CollectedFaults faults = new CollectedFaults();
    private final Randomness random;
    private final RevisionStore store;
    private final ApiServer server;

    private TestServer(long seed) throws InterruptedException {
        random = new Randomness(new Random(seed));
        store = RevisionStores.inMemory(clock);
        server = ApiServer.start(
                ApiServerConfig.standard("127.0.0.1", 6443, Keys.ec()),
                new ApiServer.Surroundings(
                        store,
                        _ -> (_, _, _) -> {
                            throw new ApiException(
                                    Reason.SERVICE_UNAVAILABLE, "this test server has no nodes to connect to");
                        },
                        clock,
                        random,
                        faults));
    }

    public static TestServer start() throws InterruptedException {
        return new TestServer(1);
    }

    /** A client that may do everything. */
    public ApiClient admin() {
        return server.client(User.of("kubernetes-admin", User.MASTERS));
    }

    public ApiServer server() {
        return server;
    }

    public VirtualClock clock() {
        return clock;
    }

    public Randomness random() {
        return random;
    }

    public CollectedFaults faults() {
        return faults;
    }

    public RevisionStore store() {
        return store;
    }

    /** Fails the test when a bug was reported meanwhile. */
    @Override
    public void close() {
        server.close();
        store.close();
        faults.assertNone();
    }
}
