package dev.jukung.bench.server;

import dev.jukung.base.Clock;
import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * kube-apiserver on an etcd of its own, with nothing beside them: no controllers, no scheduler, no node. What is measured is
 * kube-apiserver alone; the time and memory that etcd takes are a gift to it. Closing ends both.
 */
public final class ReferenceServer implements MeasuredServer {
    private static final Duration LIFE = Duration.ofDays(1);
    private static final long END_SECONDS = 20;

    private final Clock clock;
    private final Process etcd;
    private final Process server;
    private final Readiness readiness;
    private final ClusterAccess access;

    private ReferenceServer(Clock clock, Process etcd, Process server, Readiness readiness, ClusterAccess access) {
        this.clock = clock;
        this.etcd = etcd;
        this.server = server;
        this.readiness = readiness;
        this.access = access;
    }

    /** The ports that it listens on. */
    public record Ports(int secure, int etcd, int etcdPeers) {}

    /**
     * Returns when etcd answers and kube-apiserver has been started.
     *
     * @param programs the folder with {@code etcd} and {@code kube-apiserver}
     */
    public static ReferenceServer start(Path programs, Path folder, Ports ports, Clock clock)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        CertificateAuthority authority = CertificateAuthority.create("kubernetes", LIFE, clock);
        TlsIdentity serving = authority.issue(CertificateProfile.server("kube-apiserver", List.of("127.0.0.1"), LIFE));
        Files.writeString(folder.resolve("ca.crt"), authority.identity().chainPem());
        Files.writeString(folder.resolve("server.crt"), serving.chainPem());
        Files.writeString(folder.resolve("server.key"), serving.keyPem());
        Files.writeString(
                folder.resolve("accounts.key"),
                authority
                        .issue(Keys.rsa(), CertificateProfile.client("accounts", List.of(), LIFE))
                        .keyPem());
        ClusterAccess access = ClusterAccess.of(
                URI.create("https://127.0.0.1:" + ports.secure()),
                ClientTls.trusting(authority.bundle())
                        .withIdentity(authority.issue(
                                CertificateProfile.client("kubernetes-admin", List.of("system:masters"), LIFE))));

        Process etcd = run(folder, "etcd", etcdLine(programs, folder, ports));
        boolean started = false;
        try {
            awaitEtcd(etcd, folder, ports, clock);
            long start = clock.nanos();
            Process server = run(folder, "kube-apiserver", serverLine(programs, folder, ports));
            Readiness readiness = new Readiness(server, folder.resolve("kube-apiserver.log"), start, clock);
            started = true;
            return new ReferenceServer(clock, etcd, server, readiness, access);
        } finally {
            if (!started) {
                etcd.destroyForcibly();
            }
        }
    }

    private static void awaitEtcd(Process etcd, Path folder, Ports ports, Clock clock)
            throws IOException, InterruptedException {
        ClusterAccess access = ClusterAccess.of(etcd(ports.etcd()), ClientTls.SYSTEM);
        try (HttpApiClient client = Clients.of(access, clock)) {
            new Readiness(etcd, folder.resolve("etcd.log"), clock.nanos(), clock).await(client);
        }
    }

    private static URI etcd(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static List<String> etcdLine(Path programs, Path folder, Ports ports) {
        String peers = etcd(ports.etcdPeers()).toString();
        String clients = etcd(ports.etcd()).toString();
        return List.of(
                programs.resolve("etcd").toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers);
    }

    private static List<String> serverLine(Path programs, Path folder, Ports ports) {
        Path accounts = folder.resolve("accounts.key");
        List<String> line = new ArrayList<>();
        line.add(programs.resolve("kube-apiserver").toString());
        line.add("--etcd-servers=" + etcd(ports.etcd()));
        line.add("--secure-port=" + ports.secure());
        line.add("--cert-dir=" + folder.resolve("certs"));
        line.add("--tls-cert-file=" + folder.resolve("server.crt"));
        line.add("--tls-private-key-file=" + folder.resolve("server.key"));
        line.add("--client-ca-file=" + folder.resolve("ca.crt"));
        line.add("--service-account-key-file=" + accounts);
        line.add("--service-account-signing-key-file=" + accounts);
        line.add("--service-account-issuer=https://kubernetes.default.svc.cluster.local");
        line.add("--authorization-mode=Node,RBAC");
        line.add("--enable-admission-plugins=NodeRestriction");
        line.add("--service-cluster-ip-range=10.96.0.0/16");
        return line;
    }

    private static Process run(Path folder, String name, List<String> line) throws IOException {
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    @Override
    public Duration awaitReady() throws IOException, InterruptedException {
        try (HttpApiClient client = client()) {
            return readiness.await(client);
        }
    }

    @Override
    public ClusterAccess access() {
        return access;
    }

    @Override
    public HttpApiClient client() {
        return Clients.of(access, clock);
    }

    /** As the controllers would, which are not there. */
    @Override
    public void prepareForPods(ApiClient client, String namespace) throws InterruptedException {
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named(namespace, "default"));
    }

    @Override
    public ProcessUsage usage() throws IOException {
        return ProcessUsage.of(server.pid());
    }

    @Override
    public Duration cpu() throws IOException {
        return ProcessUsage.cpu(server.pid());
    }

    @Override
    public void close() {
        end(server);
        end(etcd);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt(); // the caller is told, and the process does not stay
        }
    }
}
