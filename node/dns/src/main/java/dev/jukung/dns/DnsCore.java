package dev.jukung.dns;

import dev.jukung.base.Clock;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the event loops share: how to make a {@link Responder}, and the slow path for what it cannot answer by itself.
 * Thread-safe.
 */
final class DnsCore {
    private static final Logger LOG = LoggerFactory.getLogger(DnsCore.class);

    /** Makes the part that answers from the cluster's records; it keeps working memory, so each thread has its own. */
    interface Zones {
        ClusterZone create();
    }

    private final Zones zones;
    private final Forwarder forwarder;
    private final AliasFollower aliases;
    private final Readiness readiness;
    private final LoopProbe loop;
    private final Clock clock;
    private final DnsMetrics metrics;
    private final ThreadLocal<Responder> responders = ThreadLocal.withInitial(this::newResponder);

    DnsCore(
            Zones zones,
            Forwarder forwarder,
            AliasFollower aliases,
            Readiness readiness,
            LoopProbe loop,
            Clock clock,
            DnsMetrics metrics) {
        this.zones = zones;
        this.forwarder = forwarder;
        this.aliases = aliases;
        this.readiness = readiness;
        this.loop = loop;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** The calling event loop's own: for use between two returns to the loop. */
    Responder responder() {
        return responders.get();
    }

    private Responder newResponder() {
        return new Responder(zones.create(), forwarder.cache(), readiness, loop, clock, metrics);
    }

    long nanos() {
        return clock.nanos();
    }

    DnsMetrics metrics() {
        return metrics;
    }

    /** What the slow path has found, to be sent by the event loop. */
    sealed interface Found {
        record Upstream(UpstreamReply reply) implements Found {}

        /** @param zone the one that the alias belongs to */
        record Message(String zone, byte[] bytes) implements Found {}

        record Failure(int rcode) implements Found {}
    }

    /**
     * Asks an upstream for the query just read by {@code responder}.
     *
     * @param then called once, on {@code loop}, with the outcome; not called after close
     */
    void forward(Responder responder, Executor eventLoop, Consumer<Found> then) {
        Question question = Question.of(responder.query());
        boolean taken = forwarder.submit(() -> {
            Found found =
                    switch (forwarder.resolve(question)) {
                        case Forwarder.Outcome.Answered(UpstreamReply reply) -> new Found.Upstream(reply);
                        case Forwarder.Outcome.Failed(int rcode) -> new Found.Failure(rcode);
                    };
            eventLoop.execute(() -> then.accept(found));
        });
        if (!taken) {
            then.accept(new Found.Failure(Wire.REFUSED)); // as CoreDNS at max_concurrent
        }
    }

    /** Follows the alias that {@code responder} has just found. */
    void follow(Responder responder, byte[] packet, int size, Executor eventLoop, Consumer<Found> then) {
        byte[] target = responder.alias();
        String zone = responder.zoneName();
        boolean taken = forwarder.submit(() -> {
            Found found;
            try {
                found = new Found.Message(zone, aliases.follow(packet, target, size, 0, this::resolve));
            } catch (IOException e) {
                LOG.debug("following an alias to {}: {}", Wire.dotted(target, 0), e.getMessage());
                found = new Found.Failure(Wire.SERVFAIL);
            }
            Found outcome = found;
            eventLoop.execute(() -> then.accept(outcome));
        });
        if (!taken) {
            then.accept(new Found.Failure(Wire.REFUSED));
        }
    }

    /** A whole resolution on the calling (virtual) thread. */
    private byte[] resolve(Question question, int depth) throws IOException {
        Responder responder = newResponder(); // event loops are few, threads like this one are many
        byte[] packet = question.packet(0);
        System.arraycopy(packet, 0, responder.query().buffer(), 0, packet.length);
        switch (responder.answer(packet.length, false)) {
            case FOLLOW -> {
                return aliases.follow(packet, responder.alias(), Wire.TCP_MAX, depth, this::resolve);
            }
            case FORWARD -> {
                switch (forwarder.resolve(question)) {
                    case Forwarder.Outcome.Answered(UpstreamReply reply) -> responder.forwarded(reply, false);
                    case Forwarder.Outcome.Failed(int rcode) -> responder.failed(rcode, false);
                }
            }
            case IGNORE -> throw new IOException("our own question makes no sense: " + question.text());
            case SEND -> {}
        }
        return Arrays.copyOf(responder.reply().bytes(), responder.reply().length());
    }
}
