package dev.jukung.cluster;

import dev.jukung.network.ServiceProxyConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a service proxy in a process of its own is told.
 *
 * @param kubeconfig empty for what a Pod has
 * @param server {@code --master}: in the place of the kubeconfig's
 * @param metrics where metrics and the mode are served; empty for nowhere
 * @param ofNode whether the addresses of Pods are those that the Node object says ({@code NodeCIDR}), not those of {@code rules}
 */
public record ProxySettings(
        ServiceProxyConfig rules,
        Optional<Path> kubeconfig,
        Optional<String> server,
        Optional<InetSocketAddress> metrics,
        boolean ofNode) {}
