package dev.jukung.cluster;

import dev.jukung.kubelet.KubeletConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a kubelet in a process of its own is told.
 *
 * @param access how the API server is reached, and as whom
 * @param serving how the kubelet's server shows itself; empty for no server ({@code --enable-server=false})
 * @param healthz where {@code /healthz} is served without TLS; empty for nowhere
 */
public record KubeletSettings(
        KubeletConfig node,
        Access access,
        Runtime runtime,
        Optional<Server> serving,
        Optional<InetSocketAddress> healthz) {
    /**
     * @param bootstrap {@code --bootstrap-kubeconfig}: asks for a certificate when {@code kubeconfig} has none that is good
     * @param certificates {@code --cert-dir}
     * @param rotate {@code --rotate-certificates}
     */
    public record Access(Path kubeconfig, Optional<Path> bootstrap, Path certificates, boolean rotate) {}

    /**
     * @param clientAuthorities {@code --client-ca-file}; empty, and clients are not asked for certificates
     * @param requested {@code --rotate-server-certificates}: the certificate is asked for at the API server
     */
    public record Server(Serving serving, Optional<Path> clientAuthorities, boolean requested) {}

    /** Who runs the containers. */
    public sealed interface Runtime {
        /** A runtime behind a socket that speaks CRI. */
        record Socket(Path path) implements Runtime {}

        /**
         * Nobody: Pods become ready by rule.
         *
         * @param podCidr where they get their addresses from
         */
        record Simulated(String podCidr) implements Runtime {}
    }
}
