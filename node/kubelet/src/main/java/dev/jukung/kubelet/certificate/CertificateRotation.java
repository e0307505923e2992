package dev.jukung.kubelet.certificate;

import dev.jukung.base.Clock;
import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.kubelet.certificate.CertificateOrder.Outcome;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Backoff;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a certificate valid: asks for a new one, with a new key, when seven to nine tenths of its life have passed, or at once when
 * there is none. What fails is tried again with growing delays, for as long as it takes. Thread-safe.
 */
public final class CertificateRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRotation.class);
    /** Kubernetes': after that a request is made anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(32), 0.1);
    private static final double EARLIEST = 0.7;
    private static final double LATEST = 0.9;

    private final CertificateStore store;
    private final CertificateWish wish;
    private final Surroundings around;
    private final Consumer<TlsIdentity> issued;
    private volatile Optional<TlsIdentity> current;
    // Guarded by this.
    private int failures;
    private boolean closed;
    private Clock.Timer next = () -> {};
    private Optional<CertificateOrder> order = Optional.empty();

    /**
     * @param first what to begin with
     * @param issued is given each new certificate
     */
    public CertificateRotation(
            CertificateStore store,
            CertificateWish wish,
            Optional<TlsIdentity> first,
            Surroundings around,
            Consumer<TlsIdentity> issued) {
        this.store = store;
        this.wish = wish;
        this.current = first;
        this.around = around;
        this.issued = issued;
    }

    /** What to show now. */
    public Optional<TlsIdentity> current() {
        return current;
    }

    /** @param client who asks for the certificates */
    public void start(ApiClient client) {
        schedule(client, current.map(this::untilRenewal).orElse(Duration.ZERO));
    }

    private Duration untilRenewal(TlsIdentity identity) {
        Instant start = identity.certificate().getNotBefore().toInstant();
        Duration life = Duration.between(start, identity.expires());
        double share = EARLIEST + (LATEST - EARLIEST) * around.randomness().fraction();
        Instant due = start.plus(Duration.ofMillis((long) (life.toMillis() * share)));
        return Duration.between(around.clock().now(), due);
    }

    private synchronized void schedule(ApiClient client, Duration delay) {
        order = Optional.empty();
        if (!closed) {
            next = around.clock().after(delay.isNegative() ? Duration.ZERO : delay, () -> renew(client));
        }
    }

    private void renew(ApiClient client) {
        var keys = Keys.ec();
        try {
            CertificateOrder placed = CertificateOrder.place(
                    client, CertificateOrder.Name.ANY, wish, keys, PATIENCE, around, outcome -> ended(client, outcome));
            keep(placed);
        } catch (ApiException e) {
            failed(client, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the process ends
        }
    }

    private void keep(CertificateOrder placed) {
        boolean late;
        synchronized (this) {
            late = closed;
            order = Optional.of(placed);
        }
        if (late) {
            placed.close();
        }
    }

    private void ended(ApiClient client, Outcome outcome) {
        switch (outcome) {
            case Outcome.Issued(TlsIdentity identity) -> install(client, identity);
            case Outcome.Failed(String why) -> failed(client, why);
        }
    }

    private void install(ApiClient client, TlsIdentity identity) {
        try {
            store.put(identity, around.clock().now());
        } catch (IOException e) {
            failed(client, "the certificate cannot be stored: " + e);
            return;
        }
        synchronized (this) {
            failures = 0;
        }
        current = Optional.of(identity);
        issued.accept(identity);
        LOG.info("{} has a certificate until {}", wish.signer(), identity.expires());
        schedule(client, untilRenewal(identity));
    }

    private void failed(ApiClient client, String why) {
        int count;
        synchronized (this) {
            count = ++failures;
        }
        LOG.warn("Failed to get a certificate of {}: {}", wish.signer(), why);
        schedule(client, RETRIES.delay(count, around.randomness()));
    }

    @Override
    public void close() {
        Optional<CertificateOrder> open;
        synchronized (this) {
            closed = true;
            next.cancel();
            open = order;
        }
        open.ifPresent(CertificateOrder::close);
    }
}
