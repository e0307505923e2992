package dev.jukung.cluster;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.CertificateProfile.Usage;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys, certificates and kubeconfigs of components that run in processes of their own, in the places where kubeadm has them:
 * three trust roots, for the cluster, etcd and the front proxy. What is there already stays.
 */
public final class CertificateFiles {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration COMPONENT_LIFE = Duration.ofDays(365);
    private static final int ENCRYPTION_KEY_BYTES = 32;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * @param folder {@code /etc/kubernetes}: kubeconfigs, and below it {@code pki}
     * @param server of the API, as kubeconfigs name it
     * @param hosts names and addresses that the API server's certificate is good for
     * @param node whose kubelet gets a kubeconfig
     */
    public record Plan(Path folder, String server, List<String> hosts, String node) {
        public Plan {
            hosts = List.copyOf(hosts);
        }
    }

    private final Plan plan;
    private final Path pki;
    private final Clock clock;
    private final List<Path> made = new ArrayList<>();

    private CertificateFiles(Plan plan, Clock clock) {
        this.plan = plan;
        this.pki = plan.folder().resolve("pki");
        this.clock = clock;
    }

    /** Makes what is missing, and gives the files that were made. */
    public static List<Path> write(Plan plan, Clock clock) throws IOException, GeneralSecurityException {
        CertificateFiles files = new CertificateFiles(plan, clock);
        files.write();
        return List.copyOf(files.made);
    }

    private void write() throws IOException, GeneralSecurityException {
        Files.createDirectories(pki.resolve("etcd"));
        CertificateAuthority cluster = authority("ca", "kubernetes");
        // RSA as kubeadm has it: the suites that operators name for TLS 1.2 are those of RSA.
        identity(cluster, Keys::rsa, "apiserver", server("kube-apiserver", plan.hosts(), Set.of(Usage.SERVER)));
        identity(cluster, "apiserver-kubelet-client", client("kube-apiserver-kubelet-client", User.MASTERS));

        CertificateAuthority frontProxy = authority("front-proxy-ca", "front-proxy-ca");
        identity(frontProxy, "front-proxy-client", client("front-proxy-client"));

        CertificateAuthority etcd = authority("etcd/ca", "etcd-ca");
        List<String> etcdHosts = etcdHosts();
        Set<Usage> both = Set.of(Usage.SERVER, Usage.CLIENT);
        identity(etcd, "etcd/server", server(plan.node(), etcdHosts, both));
        identity(etcd, "etcd/peer", server(plan.node(), etcdHosts, both));
        identity(etcd, "apiserver-etcd-client", client("kube-apiserver-etcd-client"));

        serviceAccountKeys();
        encryption();
        kubeconfig(cluster, "admin.conf", client("kubernetes-admin", User.MASTERS));
        kubeconfig(cluster, "controller-manager.conf", client("system:kube-controller-manager"));
        kubeconfig(cluster, "scheduler.conf", client("system:kube-scheduler"));
        kubeconfig(cluster, "kube-proxy.conf", client("system:kube-proxy"));
        kubeconfig(cluster, "kubelet.conf", client("system:node:" + plan.node(), "system:nodes"));
    }

    /** Members of etcd are on the machines of the API servers, and call each other by their addresses. */
    private List<String> etcdHosts() {
        return Stream.concat(
                        Stream.of(plan.node(), "localhost", "127.0.0.1", "::1"),
                        plan.hosts().stream()
                                .filter(host -> ADDRESS.matcher(host).matches()))
                .distinct()
                .toList();
    }

    private static CertificateProfile client(String name, String... groups) {
        return CertificateProfile.client(name, List.of(groups), COMPONENT_LIFE);
    }

    private static CertificateProfile server(String name, List<String> hosts, Set<Usage> usages) {
        return CertificateProfile.server(name, hosts, COMPONENT_LIFE).withUsages(usages);
    }

    private CertificateAuthority authority(String name, String commonName)
            throws IOException, GeneralSecurityException {
        Path certificate = pki.resolve(name + ".crt");
        Path key = pki.resolve(name + ".key");
        if (Files.exists(certificate)) {
            return new CertificateAuthority(TlsIdentity.read(certificate, key), clock);
        }
        CertificateAuthority authority = CertificateAuthority.create(commonName, AUTHORITY_LIFE, clock);
        write(certificate, key, authority.identity());
        return authority;
    }

    private void identity(CertificateAuthority authority, String name, CertificateProfile profile) throws IOException {
        identity(authority, Keys::ec, name, profile);
    }

    private void identity(
            CertificateAuthority authority, Supplier<KeyPair> keys, String name, CertificateProfile profile)
            throws IOException {
        Path certificate = pki.resolve(name + ".crt");
        if (!Files.exists(certificate)) {
            write(certificate, pki.resolve(name + ".key"), authority.issue(keys.get(), profile));
        }
    }

    private void write(Path certificate, Path key, TlsIdentity identity) throws IOException {
        Credentials.writePrivate(key, identity.keyPem());
        Files.writeString(certificate, identity.chainPem());
        made.add(certificate);
        made.add(key);
    }

    /** RSA as kubeadm has it: whoever has the private key has the public one too. */
    private void serviceAccountKeys() throws IOException {
        Path secret = pki.resolve("sa.key");
        if (!Files.exists(secret)) {
            KeyPair keys = Keys.rsa();
            Credentials.writePrivate(secret, Pem.of(keys.getPrivate()));
            Files.writeString(pki.resolve("sa.pub"), Pem.of(keys.getPublic()));
            made.add(secret);
            made.add(pki.resolve("sa.pub"));
        }
    }

    private void encryption() throws IOException {
        Path file = pki.resolve("encryption_config.yaml");
        if (!Files.exists(file)) {
            byte[] key = new byte[ENCRYPTION_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            Credentials.writePrivate(file, """
                    apiVersion: apiserver.config.k8s.io/v1
                    kind: EncryptionConfiguration
                    resources:
                    - resources: [secrets]
                      providers:
                      - secretbox:
                          keys:
                          - name: key1
                            secret: %s
                      - identity: {}
                    """.formatted(Base64.getEncoder().encodeToString(key)));
            made.add(file);
        }
    }

    private void kubeconfig(CertificateAuthority authority, String name, CertificateProfile profile)
            throws IOException {
        Path file = plan.folder().resolve(name);
        if (!Files.exists(file)) {
            // Clients in Java cannot all read other keys than RSA from a kubeconfig.
            TlsIdentity identity = authority.issue(Keys.rsa(), profile);
            Credentials.writePrivate(
                    file,
                    AdminKubeconfig.of(
                            "kubernetes", plan.server(), authority.bundle().pem(), identity));
            made.add(file);
        }
    }
}
