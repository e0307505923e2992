package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.rest.NodeConnector;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.base.Clock;
import dev.jukung.controllers.BuiltInResources;
import dev.jukung.controllers.ControllerContext;
import dev.jukung.controllers.Controllers;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Profile;
import dev.jukung.scheduler.Scheduler;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * API server, controllers and scheduler in one process, in the order they start. Closed in reverse: those who write stop
 * before the store they write to goes away. Thread-safe.
 */
final class ControlPlane implements AutoCloseable {
    private final Closing parts = new Closing();
    private final ApiServer server;
    private final Scheduler scheduler;

    ControlPlane(ClusterConfig config, Credentials credentials, Surroundings around, Progress progress)
            throws IOException, InterruptedException {
        Clock clock = around.clock();
        RevisionStore store = parts.add(RevisionStores.open(config.folder().resolve("store"), clock, around.faults()));
        progress.done("store");

        ApiServerConfig api =
                ApiServerConfig.standard(config.nodeAddress(), config.port(), credentials.serviceAccountKeys());
        ClientTls toKubelets = ClientTls.trusting(credentials.authority().bundle())
                .withIdentity(credentials.client("kube-apiserver-kubelet-client", User.MASTERS));
        HttpClient kubelets =
                parts.add(new HttpClient(HttpClient.Options.of("kubelets", toKubelets, clock, around.faults())));
        server = ApiServer.start(
                api,
                new ApiServer.Surroundings(
                        store,
                        kinds -> new NodeConnector(kubelets, store, kinds),
                        clock,
                        around.randomness(),
                        around.faults()));
        ServerTls tls = new ServerTls(credentials.server(
                "kube-apiserver", config.serverNames(api.network().apiServerAddress())));
        tls.trust(credentials.authority().bundle());
        parts.add(HttpServer.start(
                new InetSocketAddress(config.port()),
                server.handler(),
                HttpServer.Options.of("apiserver", clock, around.faults())
                        .withTls(tls)
                        .withTooLarge(Refusals::tooLarge)));
        progress.done("api");

        parts.add(Controllers.start(new ControllerContext(
                client("system:kube-controller-manager"),
                name -> server.client(User.serviceAccount("kube-system", name, "")),
                around,
                BuiltInResources.COLLECTABLE,
                credentials.authority().bundle().pem())));
        ApiClient scheduling = client("system:kube-scheduler");
        Informers informers = parts.add(new Informers(scheduling, around));
        scheduler = parts.add(Scheduler.start(scheduling, informers, List.of(Profile.standard()), around));
        informers.start();
        progress.done("controllers");
    }

    /** The API for a component of this process. */
    ApiClient client(String user, String... groups) {
        return server.client(User.of(user, groups));
    }

    ApiServer server() {
        return server;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        parts.close();
    }
}
