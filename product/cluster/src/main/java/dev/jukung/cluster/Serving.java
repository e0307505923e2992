package dev.jukung.cluster;

import dev.jukung.http.ServerTls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a component serves HTTPS ({@code --bind-address}, {@code --secure-port}, {@code --tls-*}, {@code --cert-dir}).
 *
 * @param certificates the one that everybody sees; without one, a certificate that signs itself is made in {@code folder}
 * @param folder where that is kept; without one it is made anew at each start
 * @param named shown to clients that ask for one of their names ({@code --tls-sni-cert-key})
 * @param ciphers by their IANA names
 * @param versions {@code TLSv1.3} and {@code TLSv1.2}, or one of them
 * @param streams open at once on a connection
 */
public record Serving(
        InetSocketAddress address,
        Optional<Pair> certificates,
        Optional<Path> folder,
        List<Pair> named,
        List<String> ciphers,
        List<String> versions,
        int streams) {
    public static final int DEFAULT_STREAMS = 250;

    /** A certificate, with those of intermediate authorities, and its key, in PEM. */
    public record Pair(Path certificate, Path key) {}

    /** With a certificate that signs itself, and the usual suites. */
    public static Serving on(InetSocketAddress address) {
        return new Serving(
                address,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                ServerTls.DEFAULT_CIPHERS,
                ServerTls.DEFAULT_VERSIONS,
                DEFAULT_STREAMS);
    }

    public Serving withCertificates(Path certificate, Path key) {
        return new Serving(address, Optional.of(new Pair(certificate, key)), folder, named, ciphers, versions, streams);
    }

    public Serving withNamed(List<Pair> pairs) {
        return new Serving(address, certificates, folder, pairs, ciphers, versions, streams);
    }

    public Serving withStreams(int changed) {
        return new Serving(address, certificates, folder, named, ciphers, versions, changed);
    }
}
