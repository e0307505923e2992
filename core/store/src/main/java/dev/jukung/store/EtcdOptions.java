package dev.jukung.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which etcd to use, and how.
 *
 * @param servers {@code http://host:port} or {@code https://…}, all members of one etcd
 * @param tls how to prove who is who, where the servers are https
 * @param prefix before all keys: {@code /registry}
 * @param directories where a collection lies below the prefix, when that is not its name: {@code services} in
 *     {@code services/specs}. Each collection has a directory of its own
 * @param compactionInterval how long etcd keeps history, at least; zero when somebody else compacts it
 */
public record EtcdOptions(
        List<URI> servers,
        Optional<Tls> tls,
        String prefix,
        Map<String, String> directories,
        Duration compactionInterval) {
    /** Kubernetes' own. */
    public static final String PREFIX = "/registry";

    public static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(5);

    private static final int DEFAULT_PORT = 2379;

    /**
     * @param authority whom to trust, as PEM
     * @param certificate and {@code key}: who we are, as PEM; empty where etcd does not ask
     */
    public record Tls(Path authority, Optional<Path> certificate, Optional<Path> key) {
        public Tls {
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException("a client certificate for etcd and its key belong together");
            }
        }
    }

    public EtcdOptions {
        servers = List.copyOf(servers);
        directories = Map.copyOf(directories);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("at least one etcd server has to be named");
        }
        boolean secured = servers.getFirst().getScheme().equals("https");
        for (URI server : servers) {
            if (server.getHost() == null || !List.of("http", "https").contains(String.valueOf(server.getScheme()))) {
                throw new IllegalArgumentException("not the address of an etcd server (http://host:port): " + server);
            }
            if (server.getScheme().equals("https") != secured) {
                throw new IllegalArgumentException("all etcd servers have to be https, or none: " + servers);
            }
        }
        prefix = "/" + prefix.replaceAll("^/+|/+$", "");
        if (prefix.length() == 1) {
            throw new IllegalArgumentException("the prefix of the keys in etcd must not be empty");
        }
    }

    /** Of servers as they are written on a command line: with commas; without a scheme they are http, without a port 2379. */
    public static EtcdOptions of(String servers) {
        List<URI> addresses = java.util.Arrays.stream(servers.split(",", -1))
                .map(String::strip)
                .map(EtcdOptions::address)
                .toList();
        return new EtcdOptions(addresses, Optional.empty(), PREFIX, Map.of(), COMPACTION_INTERVAL);
    }

    private static URI address(String text) {
        URI given = URI.create(text.contains("://") ? text : "http://" + text);
        return given.getPort() >= 0 || given.getHost() == null
                ? given
                : URI.create(given.getScheme() + "://" + given.getHost() + ":" + DEFAULT_PORT);
    }

    public EtcdOptions withTls(Tls identity) {
        return new EtcdOptions(servers, Optional.of(identity), prefix, directories, compactionInterval);
    }

    public EtcdOptions withPrefix(String other) {
        return new EtcdOptions(servers, tls, other, directories, compactionInterval);
    }

    public EtcdOptions withDirectories(Map<String, String> other) {
        return new EtcdOptions(servers, tls, prefix, other, compactionInterval);
    }

    public EtcdOptions withCompactionInterval(Duration interval) {
        return new EtcdOptions(servers, tls, prefix, directories, interval);
    }

    @Override
    public String toString() {
        return "etcd at " + String.join(",", servers.stream().map(URI::toString).toList());
    }
}
