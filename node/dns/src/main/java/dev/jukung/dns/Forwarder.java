package dev.jukung.dns;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks upstreams what is not of the cluster. Equal questions at one time are asked once; a server that does not answer
 * is left alone until a probe succeeds, and the others are asked instead. Blocking: for virtual threads. Thread-safe.
 */
final class Forwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /** CoreDNS' max_concurrent of the usual configuration. Beyond, a question is refused at once. */
    private static final int CONCURRENT_MAX = 1000;
    /** For one server; a client of libc asks again after five seconds. */
    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    private static final Duration TOTAL = Duration.ofSeconds(5);
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);
    private static final int TYPE_NS = Wire.NS;

    /** How an exchange ended. */
    sealed interface Outcome {
        record Answered(UpstreamReply reply) implements Outcome {}

        /** @param rcode SERVFAIL or REFUSED */
        record Failed(int rcode) implements Outcome {}
    }

    private static final Outcome FAILED = new Outcome.Failed(Wire.SERVFAIL);

    private final Upstreams upstreams;
    private final ForwardCache cache;
    private final Clock clock;
    private final Randomness randomness;
    private final Faults faults;
    private final DnsMetrics metrics;
    private final Semaphore places = new Semaphore(CONCURRENT_MAX);
    private final AtomicBoolean looping = new AtomicBoolean();
    private final ConcurrentHashMap<NameKey, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dns-forward-", 0).factory());

    Forwarder(
            Upstreams upstreams,
            ForwardCache cache,
            Clock clock,
            Randomness randomness,
            Faults faults,
            DnsMetrics metrics) {
        this.upstreams = upstreams;
        this.cache = cache;
        this.clock = clock;
        this.randomness = randomness;
        this.faults = faults;
        this.metrics = metrics;
    }

    ForwardCache cache() {
        return cache;
    }

    /** Runs {@code work}, which may call {@link #resolve}, on a thread of its own. @return false when there are too many */
    boolean submit(Runnable work) {
        if (!places.tryAcquire()) {
            return false;
        }
        workers.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException bug) {
                faults.report("forwarding a DNS query", bug);
            } finally {
                places.release();
            }
        });
        return true;
    }

    /** From the cache, or from an upstream. */
    Outcome resolve(Question question) {
        NameKey key = question.key();
        ForwardCache.Entry known = cache.find(key, clock.nanos());
        if (known != null) {
            return new Outcome.Answered(known.reply());
        }
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> first = underWay.putIfAbsent(key, mine);
        if (first != null) {
            return first.join();
        }
        Outcome outcome = FAILED;
        try {
            outcome = looping.get() ? FAILED : ask(question);
            if (outcome instanceof Outcome.Answered(UpstreamReply reply)) {
                cache.put(key, reply, clock.nanos());
            }
        } finally {
            underWay.remove(key, mine);
            mine.complete(outcome);
        }
        return outcome;
    }

    private Outcome ask(Question question) {
        long end = clock.nanos() + TOTAL.toNanos();
        List<Upstream> order = order();
        if (order.isEmpty()) {
            return FAILED;
        }
        Optional<UpstreamReply> refusal = Optional.empty();
        for (int i = 0; i < order.size() * 2; i++) {
            long left = end - clock.nanos();
            if (left <= 0) {
                break;
            }
            Upstream upstream = order.get(i % order.size());
            Duration timeout =
                    Duration.ofNanos(Math.min(left, ATTEMPT.toNanos())).plusMillis(1);
            Optional<UpstreamReply> reply = ask(upstream, question, timeout);
            if (reply.isPresent() && reply.get().rcode() != Wire.SERVFAIL) {
                return new Outcome.Answered(reply.get());
            }
            refusal = reply.isPresent() ? reply : refusal;
            if (i + 1 >= order.size() && refusal.isPresent()) {
                break; // everybody was asked, and somebody said that it cannot be known
            }
        }
        return refusal.<Outcome>map(Outcome.Answered::new).orElse(FAILED);
    }

    private Optional<UpstreamReply> ask(Upstream upstream, Question question, Duration timeout) {
        try {
            UpstreamReply reply = upstream.ask(question, timeout);
            upstream.succeeded();
            metrics.forwarded(upstream.toString(), true);
            return Optional.of(reply);
        } catch (IOException e) {
            LOG.debug("asking {} for {}: {}", upstream, question.text(), e.toString());
            metrics.forwarded(upstream.toString(), false);
            if (upstream.failed()) {
                LOG.warn("DNS upstream {} does not answer: {}", upstream, e.toString());
                probeLater(upstream);
            }
            return Optional.empty();
        }
    }

    /** At random, those that are down last: if all are, the trouble may be with us. */
    private List<Upstream> order() {
        List<Upstream> servers = upstreams.servers();
        List<Upstream> order = new ArrayList<>(servers.size());
        int offset = servers.isEmpty() ? 0 : randomness.below(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            order.add(servers.get((i + offset) % servers.size()));
        }
        order.sort(Comparator.comparing(Upstream::down));
        return order;
    }

    private void probeLater(Upstream upstream) {
        clock.after(PROBE_EVERY, () -> {
            if (workers.isShutdown() || !upstreams.servers().contains(upstream)) {
                return;
            }
            try {
                upstream.ask(new Question(new byte[1], TYPE_NS, Wire.IN, Wire.RD, false), PROBE_TIMEOUT);
                upstream.succeeded();
                LOG.info("DNS upstream {} answers again", upstream);
            } catch (IOException e) {
                LOG.trace("probing {}: {}", upstream, e.getMessage());
                probeLater(upstream);
            }
        });
    }

    /** Our own question came back to us: whoever we ask asks us. From now on nothing is forwarded. */
    void looped() {
        if (looping.compareAndSet(false, true)) {
            LOG.error("Loop detected: an upstream DNS server forwards to this server; names outside the cluster"
                    + " cannot be resolved until it is started again with other upstreams");
        }
    }

    /** Sends a question nobody else asks, so that {@link #looped} can be told. */
    void probeForLoop(Question question) {
        workers.execute(() -> {
            for (Upstream upstream : upstreams.servers()) {
                try {
                    upstream.ask(question, ATTEMPT);
                } catch (IOException e) {
                    LOG.trace("looking for a loop at {}: {}", upstream, e.getMessage());
                }
            }
        });
    }

    @Override
    public void close() {
        workers.shutdownNow();
        underWay.values().forEach(future -> future.complete(FAILED));
        workers.close();
    }
}
