package dev.jukung.runtime;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election with a Lease, by client-go's rules: who holds it renews it; who finds it unchanged for its whole life, by
 * his own clock, takes it. So clocks of candidates may differ, as long as they run equally fast. A leader whose renewals fail
 * stops before anybody else can begin. Times are those of the given clock only. Thread-safe.
 */
public final class LeaderElection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    /** How much longer than {@link Settings#retry} candidates wait at random, so that they do not all come at once. */
    private static final double JITTER = 1.2;

    /**
     * @param namespace and {@code name}: of the Lease
     * @param identity of this candidate, unique
     * @param lease how long a leader is believed that does not renew ({@code --leader-elect-lease-duration})
     * @param renewDeadline how long a leader tries to renew before it gives up ({@code --leader-elect-renew-deadline})
     * @param retry between two tries ({@code --leader-elect-retry-period})
     * @param release whether the lease is given back when the election is closed
     */
    public record Settings(
            String namespace,
            String name,
            String identity,
            Duration lease,
            Duration renewDeadline,
            Duration retry,
            boolean release) {
        public static final Duration LEASE = Duration.ofSeconds(15);
        public static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
        public static final Duration RETRY = Duration.ofSeconds(2);

        /** Throws, with client-go's texts, where a leader could not stop in time. */
        public Settings {
            check(lease.compareTo(renewDeadline) > 0, "leaseDuration must be greater than renewDeadline");
            check(
                    renewDeadline.toNanos() > (long) (JITTER * retry.toNanos()),
                    "renewDeadline must be greater than retryPeriod*JitterFactor");
            check(lease.toSeconds() >= 1, "leaseDuration must be greater than zero");
            check(retry.isPositive(), "retryPeriod must be greater than zero");
            check(!identity.isEmpty(), "Lock identity is empty");
        }

        /** With the times that Kubernetes' components have. */
        public static Settings of(String name, String identity) {
            return new Settings("kube-system", name, identity, LEASE, RENEW_DEADLINE, RETRY, false);
        }

        public Settings withTimes(Duration newLease, Duration newDeadline, Duration newRetry) {
            return new Settings(namespace, name, identity, newLease, newDeadline, newRetry, release);
        }

        private static void check(boolean good, String otherwise) {
            if (!good) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    /** Is told once each, on threads of the election. */
    public interface Candidate {
        void started(Lease lease);

        /** It was leader and is no more; not called when the election is closed. Nobody else leads yet. */
        void stopped();
    }

    /** Where the Lease is kept. Failures are {@link ApiException}s. */
    public interface Leases {
        Optional<Lease> find(ObjectKey key) throws InterruptedException;

        Lease create(Lease lease) throws InterruptedException;

        /** Refused when somebody wrote in between. */
        Lease update(Lease lease) throws InterruptedException;

        static Leases of(ApiClient client) {
            return new Leases() {
                @Override
                public Optional<Lease> find(ObjectKey key) throws InterruptedException {
                    return client.find(Resources.LEASES, key);
                }

                @Override
                public Lease create(Lease lease) throws InterruptedException {
                    return client.create(Resources.LEASES, lease);
                }

                @Override
                public Lease update(Lease lease) throws InterruptedException {
                    return client.update(Resources.LEASES, lease);
                }
            };
        }
    }

    private enum State {
        CANDIDATE,
        LEADER,
        ENDED
    }

    private final Settings settings;
    private final Leases leases;
    private final Candidate candidate;
    private final Surroundings around;
    private final Clock clock;
    private final ObjectKey key;

    // Guarded by this.
    private State state = State.CANDIDATE;
    private Optional<Lease> observed = Optional.empty();
    private Instant observedAt = Instant.MIN;
    private String reported = "";
    private Clock.Timer next = () -> {};
    private Clock.Timer watchdog = () -> {};

    private LeaderElection(Settings settings, Leases leases, Candidate candidate, Surroundings around) {
        this.settings = settings;
        this.leases = leases;
        this.candidate = candidate;
        this.around = around;
        this.clock = around.clock();
        this.key = ObjectKey.of(settings.namespace(), settings.name());
    }

    /** Stands for election from now on. */
    public static LeaderElection start(
            Settings settings, Leases leases, Candidate candidate, Surroundings surroundings) {
        LeaderElection election = new LeaderElection(settings, leases, candidate, surroundings);
        LOG.info("Attempting to acquire leader lease... lock={}", election.lock());
        election.schedule(Duration.ZERO);
        return election;
    }

    public synchronized boolean leads() {
        return state == State.LEADER;
    }

    /** Empty as long as a leader has renewed in time, or somebody else leads; for {@code /healthz/leaderElection}. */
    public synchronized Optional<String> problem(Duration tolerance) {
        boolean late = state == State.LEADER
                && Duration.between(observedAt, clock.now())
                                .compareTo(settings.lease().plus(tolerance))
                        > 0;
        return late ? Optional.of("failed election to renew leadership on lease " + settings.name()) : Optional.empty();
    }

    private String lock() {
        return settings.namespace() + "/" + settings.name();
    }

    private synchronized void schedule(Duration delay) {
        if (state != State.ENDED) {
            next = clock.after(delay, this::tick);
        }
    }

    private void tick() {
        Instant begun = clock.now();
        boolean success = false;
        try {
            success = attempt(begun);
        } catch (ApiException e) {
            LOG.error("Error retrieving or updating lease lock. lock={}: {}", lock(), e.getMessage());
        } catch (RuntimeException bug) {
            around.faults().report("leader election " + lock(), bug);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        boolean began = success && renewed(begun);
        if (began) {
            LOG.info("Successfully acquired lease. lock={}", lock());
            lead();
        }
        schedule(leads() ? settings.retry() : jittered());
    }

    /** A candidate that cannot begin has nothing to hold the lease for. */
    private void lead() {
        try {
            candidate.started(observedLease());
        } catch (RuntimeException bug) {
            around.faults().report("beginning to lead " + lock(), bug);
            lost();
        }
    }

    private synchronized Lease observedLease() {
        return observed.orElseThrow();
    }

    private Duration jittered() {
        double factor = 1 + around.randomness().fraction() * JITTER;
        return Duration.ofNanos((long) (settings.retry().toNanos() * factor));
    }

    /** Notes a success; true when it is the first one. The next one has to come before {@code renewDeadline} is over. */
    private synchronized boolean renewed(Instant begun) {
        if (state == State.ENDED) {
            return false; // too late: others were told
        }
        boolean first = state == State.CANDIDATE;
        state = State.LEADER;
        watchdog.cancel();
        Duration passed = Duration.between(begun, clock.now());
        watchdog = clock.after(settings.retry().plus(settings.renewDeadline()).minus(passed), this::lost);
        return first;
    }

    private void lost() {
        synchronized (this) {
            if (state != State.LEADER) {
                return;
            }
            end();
        }
        LOG.info("Failed to renew lease. lock={}: timed out waiting for the condition", lock());
        candidate.stopped();
    }

    private void end() {
        state = State.ENDED;
        next.cancel();
        watchdog.cancel();
    }

    /** One try to take or to renew the lease; whether it is held then. */
    private boolean attempt(Instant now) throws InterruptedException {
        Optional<Lease> last = held(now);
        if (last.isPresent()) {
            try {
                return observe(leases.update(claimed(last.get(), now)));
            } catch (ApiException e) {
                LOG.debug(
                        "Failed to update lease optimistically, falling back to slow path. lock={}: {}",
                        lock(),
                        e.getMessage());
            }
        }
        Optional<Lease> found = leases.find(key);
        if (found.isEmpty()) {
            return observe(leases.create(claimed(Lease.named(settings.namespace(), settings.name()), now)));
        }
        Lease current = found.get();
        if (!mayTake(current, now)) {
            return false;
        }
        return observe(leases.update(claimed(current, now)));
    }

    /** What was seen last, if that is our own lease and still valid. */
    private synchronized Optional<Lease> held(Instant now) {
        return observed.filter(lease -> isOurs(lease) && valid(lease, now));
    }

    private synchronized boolean mayTake(Lease current, Instant now) {
        if (observed.isEmpty() || !observed.get().spec().equals(current.spec())) {
            observe(current);
        } else {
            observed = Optional.of(current);
        }
        String holder = holder(current);
        if (!holder.equals(reported)) {
            reported = holder;
            LOG.info("new leader of {}: {}", lock(), holder);
        }
        return holder.isEmpty() || isOurs(current) || !valid(current, now);
    }

    /** By the time at which it was seen to change, not by the times that stand in it: those are of another clock. */
    private boolean valid(Lease lease, Instant now) {
        Duration life = Duration.ofSeconds(lease.spec().leaseDurationSeconds().orElse(0));
        return observedAt.plus(life).isAfter(now);
    }

    private synchronized boolean observe(Lease lease) {
        observed = Optional.of(lease);
        observedAt = clock.now();
        return true;
    }

    private boolean isOurs(Lease lease) {
        return holder(lease).equals(settings.identity());
    }

    private static String holder(Lease lease) {
        return lease.spec().holderIdentity().orElse("");
    }

    private Lease claimed(Lease lease, Instant now) {
        LeaseSpec spec = lease.spec()
                .withHolderIdentity(settings.identity())
                .withLeaseDurationSeconds((int) settings.lease().toSeconds())
                .withRenewTime(now);
        boolean known = lease.spec().holderIdentity().isPresent();
        int transitions = lease.spec().leaseTransitions().orElse(0);
        return lease.withSpec(
                isOurs(lease)
                        ? spec
                        : spec.withAcquireTime(now).withLeaseTransitions(known ? transitions + 1 : transitions));
    }

    /** Ends the candidacy; a leader is not told. What it led has to have ended before. */
    @Override
    public void close() {
        Optional<Lease> mine;
        synchronized (this) {
            mine = state == State.LEADER && settings.release() ? observed : Optional.empty();
            end();
        }
        mine.ifPresent(this::giveBack);
    }

    private void giveBack(Lease lease) {
        Instant now = clock.now();
        try {
            leases.update(lease.withSpec(lease.spec()
                    .withHolderIdentity("")
                    .withLeaseDurationSeconds(1)
                    .withAcquireTime(now)
                    .withRenewTime(now)));
        } catch (ApiException e) {
            LOG.error("Failed to release lease. lock={}: {}", lock(), e.getMessage()); // it runs out by itself
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
