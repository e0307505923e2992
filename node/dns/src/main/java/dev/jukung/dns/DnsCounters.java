package dev.jukung.dns;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the DNS server does, and writes it in Prometheus' text format under CoreDNS' names, so that the dashboards
 * made for it work. Thread-safe; counting takes no lock and makes nothing.
 */
public final class DnsCounters implements DnsMetrics {
    private static final String[] TYPE_NAMES = {
        "other", "A", "NS", "CNAME", "SOA", "PTR", "MX", "TXT", "AAAA", "SRV", "ANY", "AXFR", "IXFR", "HTTPS"
    };
    private static final int[] TYPES = {
        -1,
        Wire.A,
        Wire.NS,
        Wire.CNAME,
        Wire.SOA,
        Wire.PTR,
        15,
        Wire.TXT,
        Wire.AAAA,
        Wire.SRV,
        255,
        Wire.AXFR,
        Wire.IXFR,
        65
    };
    private static final String[] RCODES = {
        "NOERROR",
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE",
        "",
        "",
        "",
        "",
        "",
        "BADVERS"
    };
    private static final double[] SECONDS = durations();
    private static final double[] BYTES = {
        0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000, 32_000, 48_000, 64_000
    };

    private static final class Zone {
        private final LongAdder[] udp = adders(TYPES.length);
        private final LongAdder[] tcp = adders(TYPES.length);
        private final LongAdder[] rcodes = adders(RCODES.length);
        private final Histogram duration = new Histogram(SECONDS, 1e-9);
        private final Histogram requestSize = new Histogram(BYTES, 1);
        private final Histogram replySize = new Histogram(BYTES, 1);
    }

    private record Exchanges(LongAdder good, LongAdder bad) {}

    private final ConcurrentHashMap<String, Zone> zones = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Exchanges> upstreams = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder denialHits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final String server;

    /** @param server as in the label of that name: {@code dns://:53} */
    public DnsCounters(String server) {
        this.server = server;
    }

    @Override
    public void answered(
            String zone, String protocol, int type, int rcode, long nanos, int requestBytes, int replyBytes) {
        Zone counters =
                Optional.ofNullable(zones.get(zone)).orElseGet(() -> zones.computeIfAbsent(zone, _ -> new Zone()));
        (protocol.equals("udp") ? counters.udp : counters.tcp)[typeIndex(type)].increment();
        counters.rcodes[Math.min(rcode, RCODES.length - 1)].increment();
        counters.duration.observe(nanos);
        counters.requestSize.observe(requestBytes);
        counters.replySize.observe(replyBytes);
    }

    @Override
    public void cached(boolean hit, boolean denial) {
        (hit ? denial ? denialHits : hits : misses).increment();
    }

    @Override
    public void forwarded(String upstream, boolean success) {
        Exchanges exchanges = upstreams.computeIfAbsent(upstream, _ -> new Exchanges(new LongAdder(), new LongAdder()));
        (success ? exchanges.good() : exchanges.bad()).increment();
    }

    /** Everything, as Prometheus reads it (text format 0.0.4). */
    public String prometheus() {
        StringBuilder text = new StringBuilder(8192);
        head(text, "coredns_build_info", "gauge");
        text.append("coredns_build_info{goversion=\"\",revision=\"jukung\",version=\"jukung\"} 1\n");
        head(text, "coredns_dns_requests_total", "counter");
        zones.forEach((zone, counters) -> {
            requests(text, zone, "udp", counters.udp);
            requests(text, zone, "tcp", counters.tcp);
        });
        head(text, "coredns_dns_responses_total", "counter");
        zones.forEach((zone, counters) -> responses(text, zone, counters));
        histogram(text, "coredns_dns_request_duration_seconds", counters -> counters.duration);
        histogram(text, "coredns_dns_request_size_bytes", counters -> counters.requestSize);
        histogram(text, "coredns_dns_response_size_bytes", counters -> counters.replySize);
        head(text, "coredns_cache_hits_total", "counter");
        line(text, "coredns_cache_hits_total", "server=\"" + server + "\",type=\"success\",zones=\".\"", hits.sum());
        line(
                text,
                "coredns_cache_hits_total",
                "server=\"" + server + "\",type=\"denial\",zones=\".\"",
                denialHits.sum());
        head(text, "coredns_cache_misses_total", "counter");
        line(text, "coredns_cache_misses_total", "server=\"" + server + "\",zones=\".\"", misses.sum());
        forwards(text);
        return text.toString();
    }

    private void requests(StringBuilder text, String zone, String protocol, LongAdder[] counts) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i].sum() > 0) {
                line(
                        text,
                        "coredns_dns_requests_total",
                        "proto=\"" + protocol + "\"," + labels(zone) + ",type=\"" + TYPE_NAMES[i] + "\"",
                        counts[i].sum());
            }
        }
    }

    private void responses(StringBuilder text, String zone, Zone counters) {
        String plugin = zone.equals(".") ? "forward" : "kubernetes";
        for (int i = 0; i < RCODES.length; i++) {
            if (counters.rcodes[i].sum() > 0) {
                line(
                        text,
                        "coredns_dns_responses_total",
                        "plugin=\"" + plugin + "\",rcode=\"" + RCODES[i] + "\"," + labels(zone),
                        counters.rcodes[i].sum());
            }
        }
    }

    private interface Part {
        Histogram of(Zone counters);
    }

    private void histogram(StringBuilder text, String name, Part part) {
        head(text, name, "histogram");
        zones.forEach((zone, counters) -> part.of(counters).write(text, name, labels(zone)));
    }

    private void forwards(StringBuilder text) {
        head(text, "coredns_forward_requests_total", "counter");
        for (Map.Entry<String, Exchanges> entry : upstreams.entrySet()) {
            Exchanges exchanges = entry.getValue();
            line(
                    text,
                    "coredns_forward_requests_total",
                    "to=\"" + entry.getKey() + "\"",
                    exchanges.good().sum() + exchanges.bad().sum());
        }
    }

    private String labels(String zone) {
        return "server=\"" + server + "\",view=\"\",zone=\"" + zone + "\"";
    }

    private static void head(StringBuilder text, String name, String kind) {
        text.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
    }

    private static void line(StringBuilder text, String name, String labels, long value) {
        text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }

    private static int typeIndex(int type) {
        for (int i = 1; i < TYPES.length; i++) {
            if (TYPES[i] == type) {
                return i;
            }
        }
        return 0;
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** Sixteen classes from a quarter of a millisecond, each twice the one before. */
    private static double[] durations() {
        double[] bounds = new double[16];
        bounds[0] = 0.00025;
        for (int i = 1; i < bounds.length; i++) {
            bounds[i] = bounds[i - 1] * 2;
        }
        return bounds;
    }
}
