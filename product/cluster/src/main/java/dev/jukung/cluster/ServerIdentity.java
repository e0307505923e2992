package dev.jukung.cluster;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.coordination.v1.LeaseSpec;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease in {@code kube-system} by which others see that this API server is there: renewed as long as it serves, removed at its
 * orderly end. Its name is made of the host's, so a server that is started again has the same one. Leases that servers left
 * which ended otherwise are removed when they have run out. Thread-safe.
 */
final class ServerIdentity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerIdentity.class);
    private static final String NAMESPACE = "kube-system";
    private static final String COMPONENT = "kube-apiserver";
    private static final String COMPONENT_LABEL = "apiserver.kubernetes.io/identity";
    private static final String HOST_LABEL = "kubernetes.io/hostname";
    static final Duration LIFE = Duration.ofHours(1);
    static final Duration RENEWAL = Duration.ofSeconds(10);
    static final Duration SWEEP = Duration.ofHours(1);
    private static final int HASH_BYTES = 16;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BASE32_BITS = 5;

    private final ApiClient client;
    private final String host;
    private final Clock clock;
    private final ObjectKey key;
    private final String holder;
    // Guarded by this.
    private Optional<Lease> last = Optional.empty();
    private Clock.Timer renewal = () -> {};
    private Clock.Timer sweep = () -> {};
    private boolean closed;

    private ServerIdentity(ApiClient client, String host, Surroundings around) {
        this.client = client;
        this.host = host;
        clock = around.clock();
        key = ObjectKey.of(NAMESPACE, name(host));
        holder = key.name() + "_" + around.randomness().uid();
    }

    /** The identity of the API server of a host. */
    static String name() {
        return name(HostAddress.hostName());
    }

    /** Takes the place of a server that had the same host before; returns when the Lease is there, or could not be written yet. */
    static ServerIdentity start(ApiClient client, String host, Surroundings around) {
        ServerIdentity identity = new ServerIdentity(client, host, around);
        identity.remove();
        identity.renew();
        identity.sweep();
        return identity;
    }

    /** {@code apiserver-} and a hash of host and component, as kube-apiserver on that host would have it. */
    static String name(String host) {
        byte[] first = host.getBytes(StandardCharsets.UTF_8);
        byte[] second = COMPONENT.getBytes(StandardCharsets.UTF_8);
        ByteBuffer hashed = ByteBuffer.allocate(2 * Short.BYTES + first.length + second.length)
                .putShort((short) first.length)
                .put(first)
                .putShort((short) second.length)
                .put(second);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(hashed.array());
            return "apiserver-" + base32(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** By RFC 4648, in small letters and without padding. */
    private static String base32(byte[] bytes) {
        int digits = (bytes.length * Byte.SIZE + BASE32_BITS - 1) / BASE32_BITS;
        int open = digits * BASE32_BITS - bytes.length * Byte.SIZE;
        String text = new BigInteger(1, bytes).shiftLeft(open).toString(BASE32.length());
        StringBuilder encoded = new StringBuilder();
        ("0".repeat(digits - text.length()) + text)
                .chars()
                .map(digit -> BASE32.charAt(Character.digit(digit, BASE32.length())))
                .forEach(digit -> encoded.append((char) digit));
        return encoded.toString();
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /** A failure is told and not tried again at once: the next turn comes. */
    private static void attempt(String what, Step step) {
        try {
            step.run();
        } catch (ApiException e) {
            LOG.warn("{}: {}", what, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void renew() {
        if (!closed) {
            attempt("Will retry updating lease " + key, () -> last = Optional.of(written()));
            renewal = clock.after(RENEWAL, this::renew);
        }
    }

    /** As long as nobody else writes it, one request does. */
    private Lease written() throws InterruptedException {
        Optional<Lease> known = last;
        last = Optional.empty(); // until this attempt succeeds: after a failure it is read again
        Optional<Lease> current = known.isPresent() ? known : client.find(Resources.LEASES, key);
        return current.isPresent()
                ? client.update(Resources.LEASES, renewed(current.get()))
                : client.create(Resources.LEASES, renewed(Lease.named(NAMESPACE, key.name())));
    }

    private Lease renewed(Lease lease) {
        Map<String, String> labels = new HashMap<>(lease.metadata().labels());
        labels.put(COMPONENT_LABEL, COMPONENT);
        labels.put(HOST_LABEL, host);
        return lease.withMetadata(lease.metadata().withLabels(labels))
                .withSpec(lease.spec()
                        .withHolderIdentity(holder)
                        .withLeaseDurationSeconds((int) LIFE.toSeconds())
                        .withRenewTime(clock.now()));
    }

    private synchronized void sweep() {
        if (!closed) {
            attempt("Error while removing leases of API servers that are gone", this::removeExpired);
            sweep = clock.after(SWEEP, this::sweep);
        }
    }

    private void removeExpired() throws InterruptedException {
        ApiClient.ListQuery query = new ApiClient.ListQuery(NAMESPACE, COMPONENT_LABEL + "=" + COMPONENT, "", 0, "");
        for (Lease lease : client.list(Resources.LEASES, query).items()) {
            if (expired(lease.spec())) {
                delete(lease.key(), DeleteOptions.NONE.onlyUid(lease.uid()));
            }
        }
    }

    /** What does not say until when it holds is no Lease of a server. */
    private boolean expired(LeaseSpec spec) {
        return spec.renewTime().isEmpty()
                || spec.leaseDurationSeconds().isEmpty()
                || spec.renewTime()
                        .get()
                        .plusSeconds(spec.leaseDurationSeconds().getAsInt())
                        .isBefore(clock.now());
    }

    private void remove() {
        attempt("error deleting lease " + key, () -> delete(key, DeleteOptions.NONE));
    }

    private void delete(ObjectKey lease, DeleteOptions options) throws InterruptedException {
        try {
            client.delete(Resources.LEASES, lease, options);
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // else: another server was faster, or its owner is back
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            renewal.cancel();
            sweep.cancel();
        }
        remove();
    }
}
