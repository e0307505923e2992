package dev.jukung.dns;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.model.KubeObject;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Namespace;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.discovery.v1.EndpointSlice;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Informers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The cluster's DNS server: follows Services, EndpointSlices and Namespaces, answers for the cluster's domain and the
 * reverse names of its addresses, and forwards everything else.
 *
 * <p>It is reached as Service {@code kube-dns} in {@code kube-system}: whoever puts the cluster together makes that
 * Service without a selector (ports dns 53/UDP, dns-tcp 53/TCP) and an EndpointSlice with the address and port given
 * here; the service proxy does the rest. Until the first lists are complete it answers SERVFAIL for names of the
 * cluster. Thread-safe.
 */
public final class ClusterDns implements AutoCloseable {
    private final Forwarder forwarder;
    private final DnsServer server;
    private final Readiness readiness;

    private ClusterDns(Forwarder forwarder, DnsServer server, Readiness readiness) {
        this.forwarder = forwarder;
        this.server = server;
        this.readiness = readiness;
    }

    /**
     * Listens, and starts following. Whoever has the informers starts them.
     *
     * @throws IOException when an address cannot be had
     */
    public static ClusterDns start(
            ClusterDnsConfig config,
            Informers informers,
            Clock clock,
            Randomness randomness,
            Faults faults,
            DnsMetrics metrics)
            throws IOException, InterruptedException {
        ClusterRecords records = new ClusterRecords(Wire.name(config.domain()));
        Readiness readiness = new Readiness(List.of(
                informers.of(Resources.SERVICES).handle(change -> service(records, change)),
                informers.of(Resources.ENDPOINTSLICES).handle(change -> slice(records, change)),
                informers.of(Resources.NAMESPACES).handle(change -> namespace(records, change))));
        Upstreams upstreams = new Upstreams(config.upstreams(), config.resolvConf(), own(config), clock);
        Forwarder forwarder = new Forwarder(
                upstreams,
                new ForwardCache(config.cacheEntries(), config.cacheTtl()),
                clock,
                randomness,
                faults,
                metrics);
        LoopProbe loop = new LoopProbe(randomness.uid(), forwarder::looped);
        DnsCore core = new DnsCore(
                zones(config, records),
                forwarder,
                new AliasFollower(config.ttlSeconds()),
                readiness,
                loop,
                clock,
                metrics);
        DnsServer server;
        try {
            server = DnsServer.start(core, config.listen(), config.threads());
        } catch (IOException | InterruptedException e) {
            forwarder.close();
            throw e;
        }
        forwarder.probeForLoop(loop.question());
        return new ClusterDns(forwarder, server, readiness);
    }

    private static DnsCore.Zones zones(ClusterDnsConfig config, ClusterRecords records) {
        ReverseZones reverse = new ReverseZones(config.reverseCidrs());
        byte[][] addresses = config.serverAddresses().stream()
                .map(text -> InetAddress.ofLiteral(text).getAddress())
                .toArray(byte[][]::new);
        return () ->
                new ClusterZone(records, reverse, config.domain(), config.ttlSeconds(), addresses, config.podNames());
    }

    /** To ask any of these is to ask oneself. */
    private static Set<InetSocketAddress> own(ClusterDnsConfig config) {
        return config.listen().stream().collect(Collectors.toSet());
    }

    private static void service(ClusterRecords records, Change<Service> change) {
        records.service(change.object().key(), after(change).flatMap(DnsObjects::read));
    }

    private static void slice(ClusterRecords records, Change<EndpointSlice> change) {
        records.slice(
                change.object().key(),
                change.previous().flatMap(DnsObjects::read),
                after(change).flatMap(DnsObjects::read));
    }

    private static void namespace(ClusterRecords records, Change<Namespace> change) {
        records.namespace(change.object().name(), after(change).isPresent());
    }

    private static <T extends KubeObject> Optional<T> after(Change<T> change) {
        return change instanceof Change.Deleted<T> ? Optional.empty() : Optional.of(change.object());
    }

    /** Where it listens, with the ports that were free. */
    public List<InetSocketAddress> addresses() {
        return server.addresses();
    }

    /** Whether it knows the whole cluster. */
    public boolean ready() {
        return readiness.ready();
    }

    /** Waits until it knows the whole cluster. */
    public void awaitReady() throws InterruptedException {
        readiness.await();
    }

    /** Closing twice does nothing more. */
    @Override
    public void close() {
        server.close();
        forwarder.close();
    }
}
