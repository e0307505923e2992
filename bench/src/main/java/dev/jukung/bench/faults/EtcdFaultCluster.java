package dev.jukung.bench.faults;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.bench.history.Version;
import dev.jukung.cluster.CertificateFiles;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.CertificateProfile.Usage;
import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Three members of etcd and three API servers, each alone on its address, with TLS between all. For one thread. */
final class EtcdFaultCluster implements FaultCluster {
    private static final int SIZE = 3;
    private static final Duration LIFE = Duration.ofDays(1);
    private static final int CLIENT_PORT = 2379;
    private static final int PEER_PORT = 2380;

    private final Network network;
    private final Path folder;
    private final Path files;
    private final List<Component> members = new ArrayList<>();
    private final List<Component> servers = new ArrayList<>();

    private EtcdFaultCluster(Network network, Path folder) {
        this.network = network;
        this.folder = folder;
        files = folder.resolve("kubernetes");
    }

    /** Nothing has been started yet. */
    static EtcdFaultCluster prepare(Path etcd, Path folder, Clock clock) throws IOException, GeneralSecurityException {
        EtcdFaultCluster cluster = new EtcdFaultCluster(Network.open(), folder);
        boolean prepared = false;
        try {
            List<String> memberAddresses = cluster.addresses("m");
            List<String> serverAddresses = cluster.addresses("s");
            cluster.writeCertificates(memberAddresses, serverAddresses, clock);
            for (int i = 0; i < SIZE; i++) {
                cluster.members.add(cluster.member(etcd, i, memberAddresses));
                cluster.servers.add(cluster.server(i, serverAddresses.get(i), memberAddresses));
            }
            prepared = true;
            return cluster;
        } finally {
            if (!prepared) {
                cluster.close();
            }
        }
    }

    private List<String> addresses(String prefix) throws IOException {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            addresses.add(network.add(prefix + i));
        }
        return addresses;
    }

    private void writeCertificates(List<String> memberAddresses, List<String> serverAddresses, Clock clock)
            throws IOException, GeneralSecurityException {
        List<String> hosts = new ArrayList<>(serverAddresses);
        hosts.addAll(List.of("kubernetes.default.svc", "127.0.0.1"));
        CertificateFiles.write(
                new CertificateFiles.Plan(
                        files, "https://" + serverAddresses.getFirst() + ":" + SECURE_PORT, hosts, "faults"),
                clock);
        Path etcd = files.resolve("pki/etcd");
        CertificateAuthority authority =
                new CertificateAuthority(TlsIdentity.read(etcd.resolve("ca.crt"), etcd.resolve("ca.key")), clock);
        // Those that were made know only the host that they were made on.
        TlsIdentity member = authority.issue(CertificateProfile.server("etcd", memberAddresses, LIFE)
                .withUsages(Set.of(Usage.SERVER, Usage.CLIENT)));
        Files.writeString(etcd.resolve("member.crt"), member.chainPem());
        Files.writeString(etcd.resolve("member.key"), member.keyPem());
    }

    private static String url(String scheme, String address, int port) {
        return scheme + "://" + address + ":" + port;
    }

    private Component member(Path etcd, int number, List<String> addresses) {
        String address = addresses.get(number);
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            cluster.add("m" + i + "=" + url("https", addresses.get(i), PEER_PORT));
        }
        Path pki = files.resolve("pki/etcd");
        return new Component(
                "m" + number,
                address,
                List.of(
                        etcd.toString(),
                        "--name=m" + number,
                        "--data-dir=" + folder.resolve("m" + number),
                        "--listen-client-urls=" + url("https", address, CLIENT_PORT),
                        "--advertise-client-urls=" + url("https", address, CLIENT_PORT),
                        "--listen-peer-urls=" + url("https", address, PEER_PORT),
                        "--initial-advertise-peer-urls=" + url("https", address, PEER_PORT),
                        "--listen-metrics-urls=" + url("http", address, METRICS_PORT),
                        "--initial-cluster=" + String.join(",", cluster),
                        "--cert-file=" + pki.resolve("member.crt"),
                        "--key-file=" + pki.resolve("member.key"),
                        "--client-cert-auth",
                        "--trusted-ca-file=" + pki.resolve("ca.crt"),
                        "--peer-cert-file=" + pki.resolve("member.crt"),
                        "--peer-key-file=" + pki.resolve("member.key"),
                        "--peer-client-cert-auth",
                        "--peer-trusted-ca-file=" + pki.resolve("ca.crt"),
                        "--log-level=warn"),
                folder);
    }

    private Component server(int number, String address, List<String> memberAddresses) {
        Path pki = files.resolve("pki");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // They start often, and a better compiler would take the processors from the others meanwhile.
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jukung.app.Main", "apiserver"));
        command.addAll(List.of(
                "--bind-address=" + address,
                "--advertise-address=" + address,
                "--secure-port=" + SECURE_PORT,
                "--etcd-servers="
                        + String.join(
                                ",",
                                memberAddresses.stream()
                                        .map(member -> url("https", member, CLIENT_PORT))
                                        .toList()),
                "--etcd-cafile=" + pki.resolve("etcd/ca.crt"),
                "--etcd-certfile=" + pki.resolve("apiserver-etcd-client.crt"),
                "--etcd-keyfile=" + pki.resolve("apiserver-etcd-client.key"),
                "--etcd-compaction-interval=0", // in the end etcd has to tell everything that happened
                "--authorization-mode=Node,RBAC",
                "--client-ca-file=" + pki.resolve("ca.crt"),
                "--tls-cert-file=" + pki.resolve("apiserver.crt"),
                "--tls-private-key-file=" + pki.resolve("apiserver.key"),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + pki.resolve("sa.pub"),
                "--service-account-signing-key-file=" + pki.resolve("sa.key"),
                "--service-cluster-ip-range=10.96.0.0/16"));
        return new Component("s" + number, address, command, folder);
    }

    @Override
    public Path kubeconfig() {
        return files.resolve("admin.conf");
    }

    @Override
    public List<Component> members() {
        return members;
    }

    @Override
    public List<Component> servers() {
        return servers;
    }

    @Override
    public Fault next(Randomness random) {
        return Fault.next(random, List.of(Fault.Victim.SERVER, Fault.Victim.MEMBER, Fault.Victim.LEADER), SIZE);
    }

    @Override
    public void begin(Fault fault, Component victim) throws IOException {
        switch (fault.kind()) {
            case ISOLATE -> network.cut(victim.name(), List.of());
            case CUT_FROM_PEERS -> network.cut(victim.name(), peersOf(victim));
            case KILL -> victim.kill();
            case PAUSE -> victim.pause();
        }
    }

    @Override
    public void end(Fault fault, Component victim) throws IOException {
        switch (fault.kind()) {
            case ISOLATE, CUT_FROM_PEERS -> network.heal(victim.name());
            case KILL -> victim.start();
            case PAUSE -> victim.resume();
        }
    }

    private List<String> peersOf(Component member) {
        return members.stream()
                .filter(other -> other != member)
                .map(Component::address)
                .toList();
    }

    /** What etcd itself says. */
    @Override
    public List<Version> versions(Recorder recorder, long last) throws IOException, InterruptedException {
        List<String> urls = members.stream()
                .map(member -> url("https", member.address(), CLIENT_PORT))
                .toList();
        return EtcdHistory.read(urls, files.resolve("pki"), last);
    }

    /** Twice is fine. */
    @Override
    public synchronized void close() {
        for (Component component : servers) {
            component.close();
        }
        for (Component component : members) {
            component.close();
        }
        network.close();
    }
}
