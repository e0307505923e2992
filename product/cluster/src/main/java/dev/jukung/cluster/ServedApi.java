package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.rest.Connector;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.http.Handler;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.RevisionStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;

/** An API server behind its HTTPS server, with what it tells of itself in {@code kube-system}. Thread-safe. */
final class ServedApi implements AutoCloseable {
    private final Closing parts = new Closing();
    private final ApiServer server;
    private final HttpServer http;

    /** Where and how it is served. */
    record Door(InetSocketAddress address, ServerTls tls, HttpServer.Limits limits) {}

    /** Serves when it returns. Neither {@code store} nor what {@code connector} uses is closed by it. */
    ServedApi(
            ApiServerConfig api,
            RevisionStore store,
            Function<Supplier<Kinds>, Connector> connector,
            Door door,
            Surroundings around)
            throws IOException, InterruptedException {
        boolean complete = false;
        try {
            server = parts.add(ApiServer.start(
                    api,
                    new ApiServer.Surroundings(
                            store, connector, around.clock(), around.randomness(), around.faults())));
            Handler handler = server.handler();
            ApiClient own = server.client(User.of("system:apiserver", User.MASTERS));
            http = parts.add(HttpServer.start(
                    door.address(),
                    handler,
                    HttpServer.Options.of("apiserver", around.clock(), around.faults())
                            .withTls(door.tls())
                            .withLimits(door.limits())
                            .withTooLarge(request -> Refusals.tooLarge(handler, request))));
            parts.add((AutoCloseable) server::endService);
            parts.add(ServerIdentity.start(own, HostAddress.hostName(), around));
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
    }

    ApiServer server() {
        return server;
    }

    InetSocketAddress address() {
        return http.address();
    }

    @Override
    public void close() {
        parts.close();
    }
}
