package dev.jukung.app.role;

import dev.jukung.cluster.Serving;
import dev.jukung.http.ServerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code --bind-address}, {@code --secure-port}, {@code --cert-dir} and {@code --tls-*}, which all components have. */
final class ServingFlags {
    /** TLS 1.3 always has its own, whatever is chosen for 1.2. */
    private static final List<String> ALWAYS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final String PREFIX = "TLS_";
    /** What Go has for TLS 1.2, the insecure ones included. */
    private static final List<String> KNOWN = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
            "TLS_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");

    private static final Map<String, List<String>> VERSIONS = Map.of(
            "", ServerTls.DEFAULT_VERSIONS,
            "VersionTLS10", ServerTls.DEFAULT_VERSIONS,
            "VersionTLS11", ServerTls.DEFAULT_VERSIONS,
            "VersionTLS12", ServerTls.DEFAULT_VERSIONS,
            "VersionTLS13", List.of("TLSv1.3"));

    private final FlagValues values;
    private final Problems problems;

    /** @param problems gets what is wrong */
    ServingFlags(FlagValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    Optional<Serving> read() {
        int port = values.integer("secure-port");
        if (port < 1 || port > 65535) {
            problems.add("--secure-port " + port + " must be between 1 and 65535, inclusive."
                    + " It cannot be turned off with 0");
            return Optional.empty();
        }
        String address = values.optional("bind-address").orElse("0.0.0.0");
        Serving serving = serving(
                new InetSocketAddress(InetAddress.ofLiteral(address), port),
                pair(values, "tls-cert-file", "tls-private-key-file"),
                values.file("cert-dir"));
        int streams = values.integer("http2-max-streams-per-connection");
        return Optional.of(serving.withNamed(named()).withStreams(streams > 0 ? streams : Serving.DEFAULT_STREAMS));
    }

    /** For components with other names for the rest: what {@code --tls-min-version} and {@code --tls-cipher-suites} say. */
    Serving serving(InetSocketAddress address, Optional<Serving.Pair> certificates, Optional<Path> folder) {
        String version = values.text("tls-min-version");
        if (!VERSIONS.containsKey(version)) {
            problems.add("unknown tls version \"" + version + "\"");
        }
        return new Serving(
                address,
                certificates,
                folder,
                List.of(),
                ciphers(),
                VERSIONS.getOrDefault(version, ServerTls.DEFAULT_VERSIONS),
                Serving.DEFAULT_STREAMS);
    }

    private List<String> ciphers() {
        List<String> chosen = values.list("tls-cipher-suites");
        if (chosen.isEmpty()) {
            return ServerTls.DEFAULT_CIPHERS;
        }
        List<String> suites = new ArrayList<>(ALWAYS);
        for (String suite : chosen) {
            if (!suite.startsWith(PREFIX) || !(KNOWN.contains(suite) || ALWAYS.contains(suite))) {
                problems.add("Cipher suite " + suite + " not supported or doesn't exist");
            } else if (!suites.contains(suite)) {
                suites.add(suite.endsWith("_CHACHA20_POLY1305") ? suite + "_SHA256" : suite);
            }
        }
        return suites;
    }

    /** {@code cert,key} or {@code cert,key:name,…}; the names are those that the certificate has. */
    private List<Serving.Pair> named() {
        List<Serving.Pair> pairs = new ArrayList<>();
        for (String text : values.list("tls-sni-cert-key")) {
            String[] files = text.split(":", 2)[0].split(",", -1);
            if (files.length != 2) {
                problems.add(
                        "invalid argument \"" + text
                                + "\" for \"--tls-sni-cert-key\" flag: expected comma separated certificate and key file paths");
            } else if (text.contains(":")) {
                problems.add("--tls-sni-cert-key with names of its own is not supported by jukung (docs/gaps.md):"
                        + " the names of the certificate count");
            } else {
                pairs.add(new Serving.Pair(Path.of(files[0]), Path.of(files[1])));
            }
        }
        return pairs;
    }

    /** Both files, or none. */
    static Optional<Serving.Pair> pair(FlagValues values, String certificate, String key) {
        return values.file(certificate)
                .flatMap(chain -> values.file(key).map(secret -> new Serving.Pair(chain, secret)));
    }
}
