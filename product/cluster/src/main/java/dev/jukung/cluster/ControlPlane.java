package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.Operation;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.apiserver.encryption.EncryptionAtRest;
import dev.jukung.apiserver.rest.ComponentStatuses;
import dev.jukung.apiserver.rest.NodeConnector;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Scheduler;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.store.ValueTransformer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
        boolean complete = false;
        try {
            server = apiServer(config, credentials, around, progress);
            scheduler = controllers(credentials, around);
            for (String component : List.of("controller-manager", "scheduler")) {
                server.components().put(component, () -> ComponentStatuses.Finding.OK); // they live and end with it
            }
            progress.done("controllers");
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
    }

    private ApiServer apiServer(ClusterConfig config, Credentials credentials, Surroundings around, Progress progress)
            throws IOException, InterruptedException {
        ApiServerConfig api = ApiServerConfig.standard(
                        config.nodeAddress(), config.port(), credentials.serviceAccountKeys())
                .withServiceRange(config.addresses().services())
                .withAuthentication(AuthenticationConfig.STANDARD
                        .withClientAuthorities(credentials.authority().bundle())
                        .withFrontProxy(
                                FrontProxy.Settings.standard(credentials.frontProxies(), Credentials.FRONT_PROXY)))
                .withProxyIdentity(frontProxy(credentials))
                .withOperation(Operation.STANDARD.withAudit(config.files().audit()));
        Optional<EncryptionAtRest> encryption = config.files()
                .encryption()
                .map(file -> parts.add(
                        EncryptionAtRest.read(file, ServerIdentity.name(), around.clock(), around.randomness())));
        RevisionStore store = parts.add(store(config, api, encryption, around));
        progress.done("store");

        ClientTls toKubelets = ClientTls.trusting(credentials.authority().bundle())
                .withIdentity(credentials.client("kube-apiserver-kubelet-client", User.MASTERS));
        NodeConnections nodes = parts.add(new NodeConnections(toKubelets, around));
        ServerTls tls = credentials.apiServerTls(
                "kube-apiserver", config.serverNames(api.network().apiServerAddress()));
        ApiServer started = parts.add(new ServedApi(
                        api,
                        store,
                        nodes.connector(store, NodeConnector.ADDRESS_TYPES),
                        new ServedApi.Door(new InetSocketAddress(config.port()), tls, HttpServer.Limits.DEFAULT),
                        around))
                .server();
        encryption.ifPresent(each -> each.show(started.metrics()));
        progress.done("api");
        return started;
    }

    private static Supplier<Optional<TlsIdentity>> frontProxy(Credentials credentials) {
        TlsIdentity identity = credentials.frontProxy();
        return () -> Optional.of(identity);
    }

    private static RevisionStore store(
            ClusterConfig config, ApiServerConfig api, Optional<EncryptionAtRest> encryption, Surroundings around)
            throws InterruptedException {
        ValueTransformer values = encryption.<ValueTransformer>map(each -> each).orElse(ValueTransformer.NONE);
        if (config.datastore().isEmpty()) {
            return RevisionStores.open(config.folder().resolve("store"), values, around.clock(), around.faults());
        }
        return RevisionStores.etcd(
                config.datastore().get().options(ApiServer.storageDirectories(api)),
                values,
                around.clock(),
                around.randomness(),
                around.faults());
    }

    private Scheduler controllers(Credentials credentials, Surroundings around) {
        return parts.add(new ControlLoops(
                        server, credentials.authority().bundle().pem(), Optional.of(credentials.authority()), around))
                .scheduler();
    }

    /** The API for a component of this process. */
    ApiClient client(String user, String... groups) {
        return client(User.of(user, groups));
    }

    ApiClient client(User user) {
        return server.client(user);
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
