package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.runtime.LeaderElection.Settings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Elections on virtual time, over leases in memory that can be told to fail. */
@Timeout(20)
class LeaderElectionTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration ROUND = Duration.ofSeconds(5); // a try with all its jitter is over then

    private final VirtualClock clock = new VirtualClock(NOON);
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());
    private final StoredLeases store = new StoredLeases();

    /** Writes are refused unless they are based on the newest version, as an API server does. */
    private static final class StoredLeases {
        private Optional<Lease> lease = Optional.empty();
        private int version;

        LeaderElection.Leases as(Access access) {
            return new LeaderElection.Leases() {
                @Override
                public Optional<Lease> find(ObjectKey key) {
                    synchronized (StoredLeases.this) {
                        access.check();
                        return lease;
                    }
                }

                @Override
                public Lease create(Lease created) {
                    synchronized (StoredLeases.this) {
                        access.check();
                        if (lease.isPresent()) {
                            throw new ApiException(Reason.ALREADY_EXISTS, "exists");
                        }
                        return write(created);
                    }
                }

                @Override
                public Lease update(Lease updated) {
                    synchronized (StoredLeases.this) {
                        access.check();
                        if (!updated.resourceVersion()
                                .equals(lease.orElseThrow().resourceVersion())) {
                            throw new ApiException(Reason.CONFLICT, "the object has been modified");
                        }
                        return write(updated);
                    }
                }
            };
        }

        private Lease write(Lease next) {
            version++;
            ObjectValue tree = next.tree().withAt(Integer.toString(version), "metadata", "resourceVersion");
            lease = Optional.of(new Lease(tree));
            return lease.get();
        }

        synchronized Lease current() {
            return lease.orElseThrow();
        }
    }

    /** What stands between a candidate and the leases. */
    private static final class Access {
        private volatile boolean cut;

        void check() {
            if (cut) {
                throw new ApiException(Reason.SERVICE_UNAVAILABLE, "connection refused");
            }
        }
    }

    private LeaderElection stand(String name, Access access, Clock own, boolean release) {
        Settings settings = new Settings(
                "kube-system",
                "kube-scheduler",
                name,
                Settings.LEASE,
                Settings.RENEW_DEADLINE,
                Settings.RETRY,
                release);
        return LeaderElection.start(
                settings,
                store.as(access),
                new LeaderElection.Candidate() {
                    @Override
                    public void started(Lease lease) {
                        story.add(name + " leads");
                    }

                    @Override
                    public void stopped() {
                        story.add(name + " stops at "
                                + Duration.between(NOON, clock.now()).toSeconds() + "s");
                    }
                },
                new Surroundings(
                        own,
                        new Randomness(new Random(1)),
                        (where, bug) -> faults.add(where + ": " + bug),
                        LoopMetrics.NONE));
    }

    @Test
    void theFirstLeadsAndTheOtherWaits() throws Exception {
        LeaderElection first = stand("a", new Access(), clock, false);
        clock.settle();
        LeaderElection second = stand("b", new Access(), clock, false);
        clock.advance(Duration.ofMinutes(5));

        assertThat(story).containsExactly("a leads");
        assertThat(first.leads()).isTrue();
        assertThat(second.leads()).isFalse();
        assertThat(first.problem(Duration.ZERO)).isEmpty();
        Lease lease = store.current();
        assertThat(lease.spec().holderIdentity()).contains("a");
        assertThat(lease.spec().leaseDurationSeconds()).hasValue(15);
        assertThat(lease.spec().leaseTransitions()).hasValue(0);
        assertThat(lease.spec().acquireTime()).contains(NOON);
        assertThat(lease.spec().renewTime().orElseThrow()).isAfter(NOON.plusSeconds(290));
        assertThat(faults).isEmpty();
    }

    @Test
    void aLeaderThatDiesIsReplacedWhenItsLeaseIsOver() throws Exception {
        LeaderElection first = stand("a", new Access(), clock, false);
        clock.settle();
        stand("b", new Access(), clock, false);
        clock.advance(Duration.ofSeconds(20));
        first.close(); // as a process that is killed: nothing is given back

        clock.advance(Duration.ofSeconds(10));
        assertThat(story).containsExactly("a leads");
        clock.advance(ROUND.plus(Settings.LEASE));
        assertThat(story).containsExactly("a leads", "b leads");
        assertThat(store.current().spec().leaseTransitions()).hasValue(1);
    }

    @Test
    void aLeaseThatIsGivenBackIsTakenAtTheNextTry() throws Exception {
        LeaderElection first = stand("a", new Access(), clock, true);
        clock.settle();
        stand("b", new Access(), clock, true);
        clock.advance(Duration.ofSeconds(20));
        first.close();
        assertThat(store.current().spec().holderIdentity()).contains("");

        clock.advance(ROUND);
        assertThat(story).containsExactly("a leads", "b leads");
    }

    @Test
    void aLeaderThatCannotRenewStopsBeforeAnotherBegins() throws Exception {
        Access cut = new Access();
        LeaderElection first = stand("a", cut, clock, false);
        clock.settle();
        stand("b", new Access(), clock, false);
        clock.advance(Duration.ofSeconds(20));
        cut.cut = true;

        clock.advance(Duration.ofSeconds(30));
        assertThat(story).containsExactly("a leads", "a stops at 32s", "b leads");
        assertThat(first.leads()).isFalse();
        cut.cut = false;
        clock.advance(Duration.ofMinutes(1));
        assertThat(story).hasSize(3); // it does not stand again: its process ends
    }

    @Test
    void aShortFailureIsForgiven() throws Exception {
        Access cut = new Access();
        stand("a", cut, clock, false);
        clock.settle();
        for (int i = 0; i < 10; i++) {
            cut.cut = true;
            clock.advance(Duration.ofSeconds(8));
            cut.cut = false;
            clock.advance(ROUND);
        }
        assertThat(story).containsExactly("a leads");
    }

    @Test
    void clocksMayDifferByHours() throws Exception {
        VirtualClock behind = new VirtualClock(NOON.minus(Duration.ofHours(3)));
        VirtualClock ahead = new VirtualClock(NOON.plus(Duration.ofHours(3)));
        LeaderElection first = stand("behind", new Access(), behind, false);
        behind.settle();
        stand("ahead", new Access(), ahead, false);
        ahead.settle();
        for (int second = 0; second < 120; second++) {
            behind.advance(Duration.ofSeconds(1));
            ahead.advance(Duration.ofSeconds(1));
        }
        assertThat(story).containsExactly("behind leads");

        first.close();
        ahead.advance(Settings.LEASE.plus(ROUND));
        assertThat(story).containsExactly("behind leads", "ahead leads");
    }

    @Test
    void anAnswerThatComesTooLateChangesNothing() throws Exception {
        stand("a", new Access(), clock, false);
        clock.settle();
        // Somebody takes the lease by force: the leader finds another name in it and must not lead on.
        store.write(new Lease(store.current().tree().withAt("intruder", "spec", "holderIdentity")));
        clock.advance(Duration.ofSeconds(13));
        assertThat(story).containsExactly("a leads", "a stops at 12s");
    }

    @Test
    void aCandidateThatFailsToBeginLeadsNoMore() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        LeaderElection election = LeaderElection.start(
                Settings.of("kube-scheduler", "a"),
                store.as(new Access()),
                new LeaderElection.Candidate() {
                    @Override
                    public void started(Lease lease) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void stopped() {
                        told.add("stopped");
                    }
                },
                new Surroundings(
                        clock,
                        new Randomness(new Random(1)),
                        (where, bug) -> faults.add(where + ": " + bug.getMessage()),
                        LoopMetrics.NONE));
        clock.settle();
        assertThat(told).containsExactly("stopped");
        assertThat(faults).containsExactly("beginning to lead kube-system/kube-scheduler: broken");
        assertThat(election.leads()).isFalse();
    }

    @Test
    void timesThatCannotWorkAreRefused() {
        Settings good = Settings.of("x", "me");
        assertThatThrownBy(() -> good.withTimes(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2)))
                .hasMessage("leaseDuration must be greater than renewDeadline");
        assertThatThrownBy(() -> good.withTimes(Duration.ofSeconds(15), Duration.ofSeconds(2), Duration.ofSeconds(2)))
                .hasMessage("renewDeadline must be greater than retryPeriod*JitterFactor");
        assertThatThrownBy(() -> Settings.of("x", "")).hasMessage("Lock identity is empty");
    }
}
