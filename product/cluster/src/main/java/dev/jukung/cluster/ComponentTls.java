package dev.jukung.cluster;

import dev.jukung.base.Clock;
import dev.jukung.http.ServerTls;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.http.pki.CertificateProfile;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificates and authorities of a component's server, from files that may be replaced while it runs: new connections see
 * the change within seconds, without a restart. Thread-safe.
 */
final class ComponentTls implements AutoCloseable {
    private static final Duration OWN_LIFE = Duration.ofDays(365);

    private final Serving serving;
    private final List<TrustFile> authorities;
    private final ServerTls tls;
    private final Closing watches = new Closing();

    /**
     * @param name of the files of a certificate that signs itself: {@code apiserver}
     * @param hosts that it is good for
     * @param authorities whose client certificates are believed; none, and clients are not asked
     */
    ComponentTls(Serving serving, String name, List<String> hosts, List<TrustFile> authorities, Clock clock)
            throws IOException, GeneralSecurityException {
        this.serving = serving;
        this.authorities = List.copyOf(authorities);
        TlsIdentity standard = serving.certificates().isPresent()
                ? read(serving.certificates().get())
                : own(serving.folder(), name, hosts, clock);
        tls = new ServerTls(
                standard,
                authorities.isEmpty() ? Optional.empty() : Optional.of(TrustBundle.NONE),
                serving.ciphers(),
                serving.versions());
        boolean complete = false;
        try {
            watches.add(FileWatch.start(certificateFiles(), clock, () -> present(standard)));
            watches.add(
                    FileWatch.start(authorities.stream().map(TrustFile::file).toList(), clock, this::trust));
            complete = true;
        } finally {
            if (!complete) {
                watches.close();
            }
        }
    }

    private List<Path> certificateFiles() {
        List<Path> files = new ArrayList<>();
        for (Serving.Pair pair : pairs()) {
            files.add(pair.certificate());
            files.add(pair.key());
        }
        return files;
    }

    private List<Serving.Pair> pairs() {
        List<Serving.Pair> pairs = new ArrayList<>(serving.named());
        serving.certificates().ifPresent(pairs::add);
        return pairs;
    }

    private void present(TlsIdentity own) throws IOException, GeneralSecurityException {
        TlsIdentity standard =
                serving.certificates().isPresent() ? read(serving.certificates().get()) : own;
        List<TlsIdentity> named = new ArrayList<>();
        for (Serving.Pair pair : serving.named()) {
            named.add(read(pair));
        }
        tls.present(standard, named);
    }

    private void trust() throws IOException, GeneralSecurityException {
        TrustBundle all = TrustBundle.NONE;
        for (TrustFile file : authorities) {
            file.reload();
            all = all.and(file.get());
        }
        if (!authorities.isEmpty()) {
            tls.trust(all);
        }
    }

    private static TlsIdentity read(Serving.Pair pair) throws IOException, GeneralSecurityException {
        return TlsIdentity.read(pair.certificate(), pair.key());
    }

    private static TlsIdentity own(Optional<Path> folder, String name, List<String> hosts, Clock clock)
            throws IOException, GeneralSecurityException {
        if (folder.isEmpty()) {
            return issue(name, hosts, clock);
        }
        Path certificate = folder.get().resolve(name + ".crt");
        Path key = folder.get().resolve(name + ".key");
        if (Files.exists(certificate) && Files.exists(key)) {
            return TlsIdentity.read(certificate, key);
        }
        TlsIdentity made = issue(name, hosts, clock);
        Files.createDirectories(folder.get());
        Credentials.writePrivate(key, made.keyPem());
        Files.writeString(certificate, made.chainPem());
        return made;
    }

    private static TlsIdentity issue(String name, List<String> hosts, Clock clock) {
        return CertificateAuthority.create(name + "-ca", OWN_LIFE, clock)
                .issue(CertificateProfile.server(name, hosts, OWN_LIFE));
    }

    ServerTls tls() {
        return tls;
    }

    @Override
    public void close() {
        watches.close();
    }
}
