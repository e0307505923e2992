package dev.jukung.cluster;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;

/**
 * The keys and certificates of a cluster, made once and kept in its folder under kubeadm's names. Certificates for
 * components of this process are issued anew at each start; the authority, the ServiceAccount key and the administrator's last.
 */
final class Credentials {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration COMPONENT_LIFE = Duration.ofDays(365);

    /** The common name of the front proxy's certificate. */
    static final String FRONT_PROXY = "front-proxy-client";

    private final Path folder;
    private final Clock clock;
    private final CertificateAuthority authority;
    private final CertificateAuthority frontProxyAuthority;
    private final KeyPair serviceAccountKeys;

    private Credentials(
            Path folder,
            Clock clock,
            CertificateAuthority authority,
            CertificateAuthority frontProxyAuthority,
            KeyPair serviceAccountKeys) {
        this.folder = folder;
        this.clock = clock;
        this.authority = authority;
        this.frontProxyAuthority = frontProxyAuthority;
        this.serviceAccountKeys = serviceAccountKeys;
    }

    /** Reads what is there and makes what is missing. */
    static Credentials in(Path folder, Clock clock) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        return new Credentials(
                folder,
                clock,
                authority(folder, "ca", "kubernetes", clock),
                authority(folder, "front-proxy-ca", "front-proxy-ca", clock),
                serviceAccountKeys(folder));
    }

    private static CertificateAuthority authority(Path folder, String file, String name, Clock clock)
            throws IOException, GeneralSecurityException {
        Path certificate = folder.resolve(file + ".crt");
        Path key = folder.resolve(file + ".key");
        if (Files.exists(certificate)) {
            return new CertificateAuthority(TlsIdentity.read(certificate, key), clock);
        }
        CertificateAuthority authority = CertificateAuthority.create(name, AUTHORITY_LIFE, clock);
        writePrivate(key, authority.identity().keyPem());
        Files.writeString(certificate, authority.identity().chainPem());
        return authority;
    }

    private static KeyPair serviceAccountKeys(Path folder) throws IOException, GeneralSecurityException {
        Path secret = folder.resolve("sa.key");
        Path open = folder.resolve("sa.pub");
        if (Files.exists(secret)) {
            PrivateKey privateKey = Pem.privateKey(Files.readString(secret));
            PublicKey publicKey = Pem.publicKey(Files.readString(open));
            return new KeyPair(publicKey, privateKey);
        }
        KeyPair keys = Keys.ec();
        Files.writeString(open, Pem.of(keys.getPublic()));
        writePrivate(secret, Pem.of(keys.getPrivate()));
        return keys;
    }

    static void writePrivate(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, text, StandardOpenOption.WRITE);
        Files.move(
                next,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    CertificateAuthority authority() {
        return authority;
    }

    /** Who says who the front proxy is: a root of its own, so that no other certificate of the cluster is taken for it. */
    TrustBundle frontProxies() {
        return frontProxyAuthority.bundle();
    }

    /** What the API server shows to servers behind it. */
    TlsIdentity frontProxy() {
        return frontProxyAuthority.issue(CertificateProfile.client(FRONT_PROXY, List.of(), COMPONENT_LIFE));
    }

    KeyPair serviceAccountKeys() {
        return serviceAccountKeys;
    }

    /**
     * The administrator's: the same at each start, so that copies of the kubeconfig stay good, and made anew when two thirds of
     * its life are over. An RSA key, because clients in Java cannot all read others from a kubeconfig.
     */
    TlsIdentity administrator() throws IOException, GeneralSecurityException {
        Path certificate = folder.resolve("admin.crt");
        Path key = folder.resolve("admin.key");
        if (Files.exists(certificate) && Files.exists(key)) {
            TlsIdentity kept = TlsIdentity.read(certificate, key);
            if (clock.now().isBefore(kept.renewAt())) {
                return kept;
            }
        }
        TlsIdentity made = authority.issue(
                Keys.rsa(), CertificateProfile.client("kubernetes-admin", List.of(User.MASTERS), COMPONENT_LIFE));
        writePrivate(key, made.keyPem());
        Files.writeString(certificate, made.chainPem());
        return made;
    }

    TlsIdentity client(String user, String... groups) {
        return authority.issue(CertificateProfile.client(user, List.of(groups), COMPONENT_LIFE));
    }

    /** What a server of the cluster shows; it asks clients for certificates of the cluster's authority. */
    ServerTls serverTls(String name, List<String> hosts) {
        return new ServerTls(server(name, hosts), authority.bundle());
    }

    /** What the API server shows; it also asks for the certificates of front proxies. */
    ServerTls apiServerTls(String name, List<String> hosts) {
        return new ServerTls(server(name, hosts), authority.bundle().and(frontProxies()));
    }

    private TlsIdentity server(String name, List<String> hosts) {
        return authority.issue(CertificateProfile.server(name, hosts, COMPONENT_LIFE));
    }
}
