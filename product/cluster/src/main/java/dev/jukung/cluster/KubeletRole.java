package dev.jukung.cluster;

import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.kubelet.ContainerBackend;
import dev.jukung.kubelet.Kubelet;
import dev.jukung.kubelet.KubeletConfig;
import dev.jukung.kubelet.NodeBackend;
import dev.jukung.kubelet.SimulatedBackend;
import dev.jukung.kubelet.certificate.CertificateRotation;
import dev.jukung.kubelet.certificate.CertificateStore;
import dev.jukung.kubelet.certificate.CertificateWish;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.cri.CriConnection;
import dev.jukung.kubelet.cri.CriRuntime;
import dev.jukung.kubelet.node.HostInfo;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A kubelet in a process of its own, as Kubernetes' is. Its Pods go on when it ends, and the next one takes them over. Thread-safe. */
public final class KubeletRole implements AutoCloseable {
    private final KubeletSettings settings;
    private final Surroundings around;
    private final Closing parts = new Closing();

    private KubeletRole(KubeletSettings settings, Surroundings around) {
        this.settings = settings;
        this.around = around;
    }

    /**
     * Starts it, and returns when it has taken over the Pods that are there. Blocks for as long as nobody grants it a first
     * certificate, or the API server cannot be reached.
     */
    public static KubeletRole start(KubeletSettings settings, Surroundings around)
            throws IOException, GeneralSecurityException, InterruptedException, StartFailure {
        KubeletRole role = new KubeletRole(settings, around);
        boolean complete = false;
        try {
            role.begin();
            complete = true;
            return role;
        } finally {
            if (!complete) {
                role.close();
            }
        }
    }

    private void begin() throws IOException, GeneralSecurityException, InterruptedException, StartFailure {
        KubeletConfig node = settings.node();
        Files.createDirectories(node.rootDirectory());
        Files.createDirectories(node.podLogsDirectory());
        NodeBackend backend = backend(); // first: a certificate is of no use without a runtime
        NodeIdentity identity = parts.add(new NodeIdentity(settings.access(), node.nodeName(), around));
        ApiClient client = identity.client();
        if (settings.serving().isPresent()) {
            ServerTls tls = tls(settings.serving().get(), client);
            parts.add(Kubelet.start(node, client, backend, tls, around));
        } else {
            parts.add(Kubelet.start(node, client, backend, around));
        }
        if (settings.healthz().isPresent()) {
            parts.add(HttpServer.start(
                    settings.healthz().get(),
                    KubeletRole::health,
                    HttpServer.Options.of("kubelet-healthz", around.clock(), around.faults())));
        }
    }

    private NodeBackend backend() throws InterruptedException, StartFailure {
        return switch (settings.runtime()) {
            case KubeletSettings.Runtime.Socket(Path path) -> containers(path);
            case KubeletSettings.Runtime.Simulated(String podCidr) ->
                new SimulatedBackend(
                        parts.add(new SimulatedRuntime(podCidr, around.clock(), around.randomness())),
                        HostInfo.read(settings.node().rootDirectory()));
        };
    }

    private NodeBackend containers(Path socket) throws InterruptedException, StartFailure {
        CriRuntime runtime = parts.add(new CriRuntime(new CriConnection(socket), around.clock()));
        try {
            runtime.version();
        } catch (RuntimeFailure e) {
            throw new StartFailure(
                    StartFailure.Kind.HOST_UNSUPPORTED,
                    "failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \"unix://"
                            + socket + "\": " + e.getMessage());
        }
        return new ContainerBackend(runtime, settings.node().rootDirectory());
    }

    private ServerTls tls(KubeletSettings.Server server, ApiClient client)
            throws IOException, GeneralSecurityException {
        List<String> hosts = new ArrayList<>(List.of(settings.node().nodeName()));
        hosts.addAll(settings.node().nodeAddresses());
        List<TrustFile> authorities =
                server.clientAuthorities().map(TrustFile::new).stream().toList();
        ServerTls tls = parts.add(new ComponentTls(server.serving(), "kubelet", hosts, authorities, around.clock()))
                .tls();
        if (server.requested()) {
            CertificateStore store = new CertificateStore(settings.access().certificates(), "kubelet-server");
            Optional<TlsIdentity> known = store.current()
                    .filter(one -> one.expires().isAfter(around.clock().now()));
            known.ifPresent(tls::present);
            CertificateRotation rotation = parts.add(new CertificateRotation(
                    store, CertificateWish.serving(settings.node().nodeName(), hosts), known, around, tls::present));
            rotation.start(client);
        }
        return tls;
    }

    private static Response health(Request request) {
        return request.path().equals("/healthz") || request.path().startsWith("/healthz/")
                ? Response.text(200, "ok")
                : Response.text(404, "404 page not found\n");
    }

    @Override
    public void close() {
        parts.close();
    }
}
