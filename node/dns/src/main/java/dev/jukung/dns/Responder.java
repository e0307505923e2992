package dev.jukung.dns;

import dev.jukung.base.Clock;

/**
 * Answers queries, one after the other, in memory of its own. What takes longer than looking something up it leaves to
 * its caller. Confined to one event loop.
 */
final class Responder {
    /** What to do with a packet. */
    enum Step {
        /** {@link #reply} holds the answer. */
        SEND,
        /** Say nothing. */
        IGNORE,
        /** Ask an upstream {@link Question#of} the query; then {@link #forwarded} or {@link #failed}. */
        FORWARD,
        /** Follow {@link #alias}; then {@link #failed} if that does not work. */
        FOLLOW
    }

    private static final String ROOT = ".";

    private final ClusterZone zone;
    private final ForwardCache cache;
    private final Readiness readiness;
    private final LoopProbe loop;
    private final Clock clock;
    private final DnsMetrics metrics;
    private final Query query = new Query();
    private final Reply reply = new Reply();
    private final NameKey probe = NameKey.probe();
    private final byte[] scratch = new byte[Question.KEY_MAX];
    private String zoneName = ROOT;
    private byte[] alias = new byte[0];

    Responder(
            ClusterZone zone,
            ForwardCache cache,
            Readiness readiness,
            LoopProbe loop,
            Clock clock,
            DnsMetrics metrics) {
        this.zone = zone;
        this.cache = cache;
        this.readiness = readiness;
        this.loop = loop;
        this.clock = clock;
        this.metrics = metrics;
    }

    Query query() {
        return query;
    }

    Reply reply() {
        return reply;
    }

    /** Where the Service that was asked for points, in wire form. */
    byte[] alias() {
        return alias;
    }

    /** The zone of the query last answered, for metrics. */
    String zoneName() {
        return zoneName;
    }

    /** @param length how many bytes of the query's buffer are the packet; @param udp whether its size is limited */
    Step answer(int length, boolean udp) {
        zoneName = ROOT;
        return switch (query.read(length)) {
            case IGNORE -> Step.IGNORE;
            case FORMAT_ERROR -> failed(Wire.FORMERR, udp);
            case NOT_IMPLEMENTED -> failed(Wire.NOTIMP, udp);
            case BAD_VERSION -> failed(Wire.BADVERS, udp);
            case GOOD -> query.queryClass() == Wire.IN ? good(udp) : failed(Wire.REFUSED, udp);
        };
    }

    private Step good(boolean udp) {
        int size = size(udp);
        return switch (zone.answer(query, reply, size)) {
            case ClusterZone.Outcome.Answered(String name) -> {
                zoneName = name;
                yield readiness.ready() ? send() : failed(Wire.SERVFAIL, udp);
            }
            case ClusterZone.Outcome.Alias(String name, byte[] target) -> {
                zoneName = name;
                alias = target;
                yield Step.FOLLOW;
            }
            case ClusterZone.Outcome.NotOurs() -> elsewhere(size, udp);
        };
    }

    private Step elsewhere(int size, boolean udp) {
        if (loop.met(query)) {
            return failed(Wire.SERVFAIL, udp);
        }
        if (query.type() == Wire.AXFR || query.type() == Wire.IXFR) {
            return failed(Wire.REFUSED, udp);
        }
        long now = clock.nanos();
        ForwardCache.Entry entry = cache.find(Question.key(query, probe, scratch), now);
        if (entry == null) {
            metrics.cached(false, false);
            return Step.FORWARD;
        }
        metrics.cached(true, entry.reply().negative());
        reply.forwarded(query, size, entry.reply(), entry.ageSeconds(now));
        return send();
    }

    /** The end of the slow path. Other queries have been read since, so {@code packet} is read again. */
    Step found(byte[] packet, DnsCore.Found found, boolean udp) {
        System.arraycopy(packet, 0, query.buffer(), 0, packet.length);
        query.read(packet.length);
        zoneName = ROOT;
        return switch (found) {
            case DnsCore.Found.Upstream(UpstreamReply upstream) -> forwarded(upstream, udp);
            case DnsCore.Found.Failure(int rcode) -> failed(rcode, udp);
            case DnsCore.Found.Message(String name, byte[] bytes) -> {
                zoneName = name;
                reply.copy(bytes);
                yield Step.SEND;
            }
        };
    }

    /** An upstream's answer to the query in the buffer. */
    Step forwarded(UpstreamReply upstream, boolean udp) {
        reply.forwarded(query, size(udp), upstream, 0);
        return send();
    }

    Step failed(int rcode, boolean udp) {
        reply.start(query, size(udp), false);
        reply.rcode(rcode);
        return send();
    }

    private Step send() {
        reply.finish();
        return Step.SEND;
    }

    private int size(boolean udp) {
        return udp ? query.udpSize() : Wire.TCP_MAX;
    }
}
