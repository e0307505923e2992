package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.SystemClock;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An etcd that shows a certificate, and wants to see one. */
@Timeout(120)
class EtcdTlsTest {
    private static final Duration LIFE = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private Path trusted;
    private final SystemClock clock = new SystemClock();

    @BeforeEach
    void makeCertificates() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create("etcd-ca", LIFE, clock);
        trusted = Files.writeString(folder.resolve("ca.crt"), authority.bundle().pem());
        write("server", authority.issue(CertificateProfile.server("etcd", List.of("127.0.0.1"), LIFE)));
        write("client", authority.issue(CertificateProfile.client("kube-apiserver-etcd-client", List.of(), LIFE)));
        CertificateAuthority stranger = CertificateAuthority.create("another-ca", LIFE, clock);
        Files.writeString(folder.resolve("stranger.crt"), Pem.of(stranger.certificate()));
        write("stranger", stranger.issue(CertificateProfile.client("stranger", List.of(), LIFE)));
    }

    private void write(String name, TlsIdentity identity) throws IOException {
        Files.writeString(folder.resolve(name + ".pem"), identity.chainPem());
        Files.writeString(folder.resolve(name + ".key"), identity.keyPem());
    }

    private EtcdOptions.Tls tls(Path authority, String client) {
        return new EtcdOptions.Tls(
                authority, Optional.of(folder.resolve(client + ".pem")), Optional.of(folder.resolve(client + ".key")));
    }

    private EtcdProcess start() throws IOException, InterruptedException {
        return EtcdProcess.start(
                folder,
                1,
                "https",
                List.of(
                        "--cert-file=" + folder.resolve("server.pem"),
                        "--key-file=" + folder.resolve("server.key"),
                        "--client-cert-auth=true",
                        "--trusted-ca-file=" + trusted));
    }

    @Test
    void bothSidesProveWhoTheyAre() throws Exception {
        try (EtcdProcess etcd = start();
                EtcdServer server =
                        new EtcdServer(EtcdOptions.of(etcd.addresses()).withTls(tls(trusted, "client")), clock, 1)) {
            Key key = new Key("pods", "default/a");
            server.store.commit(
                    List.of(), List.of(new Write.Put(key, "1".getBytes(UTF_8))), new Cause("test", "write", 0));

            assertThat(server.store.current().get(key)).isPresent();
        }
    }

    @Test
    void whoCannotProveItIsRefused() throws Exception {
        try (EtcdProcess etcd = start()) {
            EtcdOptions options = EtcdOptions.of(etcd.addresses());
            assertRefused(options.withTls(tls(trusted, "stranger")));
            assertRefused(options.withTls(new EtcdOptions.Tls(trusted, Optional.empty(), Optional.empty())));
            assertRefused(options.withTls(tls(folder.resolve("stranger.crt"), "client")));
        }
    }

    private static void assertRefused(EtcdOptions options) {
        try (EtcdClient client = new EtcdClient(options)) {
            assertThatThrownBy(() -> client.page("/registry/", "/registry0", 0, 1))
                    .isInstanceOf(EtcdFailure.class);
        }
    }

    @Test
    void keysThatCannotBeReadAreNamed() {
        EtcdOptions options = EtcdOptions.of("https://127.0.0.1:1").withTls(tls(trusted, "missing"));

        assertThatThrownBy(() -> new EtcdClient(options).close())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("certificates for etcd");
    }
}
