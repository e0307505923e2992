package dev.jukung.bench.server;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.rest.NodeConnector;
import dev.jukung.apiserver.rest.Refusals;
import dev.jukung.apiserver.rest.WorkloadProxy;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientTls;
import dev.jukung.http.HttpClient;
import dev.jukung.http.HttpServer;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * An API server without controllers, scheduler and node, as kube-apiserver is one: what {@code conformance/compare} compares.
 * Objects are kept in memory. Before it says {@code ready} it writes {@code ca.crt} and the certificates and keys of
 * {@code admin} (an administrator) and {@code nobody} (who may nothing) into its folder. It lives as long as its standard input; bugs are printed.
 */
public final class ApiServerAlone {
    private static final Duration LIFE = Duration.ofDays(1);

    private ApiServerAlone() {}

    /** @param arguments folder and port */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        Clock clock = new SystemClock();
        Faults faults = (where, bug) -> {
            System.err.println("bug: " + where);
            bug.printStackTrace();
        };
        Randomness random = new Randomness(new SecureRandom());
        CertificateAuthority authority = CertificateAuthority.create("kubernetes", LIFE, clock);
        writeIdentity(folder, authority);

        ClientTls toKubelets = ClientTls.trusting(authority.bundle())
                .withIdentity(authority.issue(CertificateProfile.client("apiserver", List.of(User.MASTERS), LIFE)));
        ServerTls tls = new ServerTls(
                authority.issue(CertificateProfile.server("kube-apiserver", List.of("127.0.0.1"), LIFE)),
                authority.bundle());
        try (RevisionStore store = RevisionStores.inMemory(clock);
                HttpClient kubelets = new HttpClient(HttpClient.Options.of("kubelets", toKubelets, clock, faults))) {
            ApiServer server = ApiServer.start(
                    ApiServerConfig.standard("127.0.0.1", port, Keys.ec()),
                    new ApiServer.Surroundings(
                            store,
                            kinds -> new NodeConnector(
                                    kubelets,
                                    new WorkloadProxy(kubelets, store, kinds, random),
                                    store,
                                    kinds,
                                    NodeConnector.ADDRESS_TYPES),
                            clock,
                            random,
                            faults));
            try (HttpServer _ = HttpServer.start(
                    new InetSocketAddress("127.0.0.1", port),
                    server.handler(),
                    HttpServer.Options.of("apiserver", clock, faults)
                            .withTls(tls)
                            .withTooLarge(request -> Refusals.tooLarge(server.handler(), request)))) {
                System.out.println("ready");
                System.in.transferTo(System.out);
            }
        }
    }

    private static void writeIdentity(Path folder, CertificateAuthority authority) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.crt"), authority.identity().chainPem());
        writeUser(folder, authority, "nobody", "nobody", List.of());
        writeUser(folder, authority, "admin", "kubernetes-admin", List.of(User.MASTERS));
    }

    private static void writeUser(
            Path folder, CertificateAuthority authority, String file, String name, List<String> groups)
            throws IOException {
        TlsIdentity user = authority.issue(Keys.rsa(), CertificateProfile.client(name, groups, LIFE));
        Files.writeString(folder.resolve(file + ".crt"), user.chainPem());
        Files.writeString(folder.resolve(file + ".key"), user.keyPem());
    }
}
