package dev.jukung.dns;

import dev.jukung.base.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who to ask: the servers of the configuration, or those of a resolv.conf, which is read again when it has changed (a
 * laptop that joins another network). Our own addresses are left out, for to ask oneself never ends. Thread-safe.
 */
final class Upstreams {
    private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Optional<Path> resolvConf;
    private final Set<InetSocketAddress> own;
    private final Clock clock;
    private final SecureRandom ids = new SecureRandom();

    // Guarded by this.
    private List<Upstream> servers = List.of();
    private Optional<FileTime> read = Optional.empty();
    private long lookedAt;
    private boolean looked;

    /** @param fixed used when there is no resolv.conf */
    Upstreams(List<InetSocketAddress> fixed, Optional<Path> resolvConf, Set<InetSocketAddress> own, Clock clock) {
        this.resolvConf = resolvConf;
        this.own = Set.copyOf(own);
        this.clock = clock;
        use(fixed);
    }

    synchronized List<Upstream> servers() {
        long now = clock.nanos();
        if (resolvConf.isPresent() && (!looked || now - lookedAt >= LOOK_AGAIN.toNanos())) {
            looked = true;
            lookedAt = now;
            look(resolvConf.get());
        }
        return servers;
    }

    private void look(Path path) {
        try {
            FileTime modified = Files.getLastModifiedTime(path);
            if (!read.equals(Optional.of(modified))) {
                read = Optional.of(modified);
                use(ResolvConf.nameservers(Files.readString(path)));
            }
        } catch (IOException e) {
            LOG.warn("Failed to read {}: {}", path, e.getMessage());
        }
    }

    /** A server that stays keeps what is known of its health. */
    private void use(List<InetSocketAddress> addresses) {
        Map<InetSocketAddress, Upstream> known = new HashMap<>();
        servers.forEach(server -> known.put(server.address(), server));
        List<Upstream> fresh = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            if (own.contains(address)) {
                LOG.error("Not forwarding to {}: that is this server itself", address);
            } else {
                Upstream upstream = known.get(address);
                fresh.add(upstream == null ? new Upstream(address, ids) : upstream);
            }
        }
        servers = List.copyOf(fresh);
    }
}
