package dev.jukung.dns;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the DNS server works. Defaults are CoreDNS'.
 *
 * @param domain the cluster's domain
 * @param listen addresses and ports, each served over UDP and TCP; port 0 takes a free one. Say which address: on all of
 *     them (0.0.0.0) an answer over UDP may leave from another one than was asked, and its client drops it
 * @param ttlSeconds how long clients may keep the cluster's records
 * @param reverseCidrs the ranges of Services and pods, whose reverse names are answered here and never forwarded
 * @param serverAddresses what {@code ns.dns.DOMAIN} answers: the cluster addresses of Service kube-dns
 * @param podNames whether {@code 10-88-0-2.NAMESPACE.pod.DOMAIN} exists (CoreDNS' {@code pods insecure})
 * @param upstreams whom to ask for everything else, when there is no {@code resolvConf}
 * @param resolvConf whom to ask for everything else; read again when it changes
 * @param cacheTtl how long the answers of upstreams are kept at most; zero for no cache
 * @param cacheEntries how many of them
 * @param threads event loops; UDP packets are spread over them
 */
public record ClusterDnsConfig(
        String domain,
        List<InetSocketAddress> listen,
        int ttlSeconds,
        List<String> reverseCidrs,
        List<String> serverAddresses,
        boolean podNames,
        List<InetSocketAddress> upstreams,
        Optional<Path> resolvConf,
        Duration cacheTtl,
        int cacheEntries,
        int threads) {
    private static final int TTL_SECONDS = 5;
    private static final Duration CACHE_TTL = Duration.ofSeconds(30);
    private static final int CACHE_ENTRIES = 9984;
    private static final int THREADS_MAX = 4;

    public ClusterDnsConfig {
        listen = List.copyOf(listen);
        reverseCidrs = List.copyOf(reverseCidrs);
        serverAddresses = List.copyOf(serverAddresses);
        upstreams = List.copyOf(upstreams);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on");
        }
        if (ttlSeconds < 0 || ttlSeconds > 3600) {
            throw new IllegalArgumentException("ttl must be in range [0, 3600]: " + ttlSeconds);
        }
    }

    /** The usual settings: the host's resolv.conf for what is not of the cluster. */
    public static ClusterDnsConfig of(
            String domain, List<InetSocketAddress> listen, List<String> reverseCidrs, List<String> serverAddresses) {
        return new ClusterDnsConfig(
                domain,
                listen,
                TTL_SECONDS,
                reverseCidrs,
                serverAddresses,
                true,
                List.of(),
                Optional.of(Path.of("/etc/resolv.conf")),
                CACHE_TTL,
                CACHE_ENTRIES,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 1, THREADS_MAX));
    }

    public ClusterDnsConfig withTtl(int seconds) {
        return new ClusterDnsConfig(
                domain,
                listen,
                seconds,
                reverseCidrs,
                serverAddresses,
                podNames,
                upstreams,
                resolvConf,
                cacheTtl,
                cacheEntries,
                threads);
    }

    public ClusterDnsConfig withUpstreams(List<InetSocketAddress> servers) {
        return new ClusterDnsConfig(
                domain,
                listen,
                ttlSeconds,
                reverseCidrs,
                serverAddresses,
                podNames,
                servers,
                Optional.empty(),
                cacheTtl,
                cacheEntries,
                threads);
    }

    public ClusterDnsConfig withResolvConf(Path path) {
        return new ClusterDnsConfig(
                domain,
                listen,
                ttlSeconds,
                reverseCidrs,
                serverAddresses,
                podNames,
                List.of(),
                Optional.of(path),
                cacheTtl,
                cacheEntries,
                threads);
    }
}
