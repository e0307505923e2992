package dev.jukung.cluster;

import dev.jukung.apiserver.rest.Health;
import dev.jukung.http.HttpClient;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.LeaderElection;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A component in a process of its own, of which one at a time works: it shows how it is from the start, works while it leads, and
 * has ended for good when it leads no more. Thread-safe.
 */
public final class ElectedRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElectedRole.class);
    /** How long after the end of its lease a leader that still believes in itself is sick. */
    private static final Duration TOLERANCE = Duration.ofSeconds(20);

    /** What the component does while it leads; closing what it returns ends it. */
    interface Work {
        AutoCloseable begin(ClusterAccess access, HttpApiClient client, Surroundings around);
    }

    private final RoleSettings settings;
    private final Work work;
    private final ClusterAccess access;
    private final Surroundings around;
    private final Closing parts = new Closing();
    private final HttpApiClient client;
    private final ComponentServer server;
    private final Gauge master;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    // Guarded by this.
    private Optional<AutoCloseable> running = Optional.empty();
    private Optional<LeaderElection> election = Optional.empty();
    private boolean closed;

    ElectedRole(
            RoleSettings settings,
            ObjectValue configuration,
            Surroundings given,
            Map<String, String> environment,
            Work work)
            throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.work = work;
        PrometheusRegistry registry = new PrometheusRegistry();
        around = new Surroundings(given.clock(), given.randomness(), given.faults(), new LoopMeters(registry));
        access = ComponentAccess.of(settings.kubeconfig(), settings.server(), environment);
        master = Gauge.builder()
                .name("leader_election_master_status")
                .help("[ALPHA] Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1"
                        + " indicates master. 'name' is the string used to identify the lease. Please make sure to"
                        + " group by name.")
                .labelNames("name")
                .register(registry);
        Health health = new Health();
        health.add("ping", Optional::empty);
        health.add("leaderElection", this::electionProblem);
        boolean complete = false;
        try {
            client = parts.add(HttpApiClient.connect(access, settings.name(), around));
            server = parts.add(new ComponentServer(settings, health, registry, configuration, around));
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
    }

    private Optional<String> electionProblem() {
        Optional<LeaderElection> standing;
        synchronized (this) {
            standing = election;
        }
        return standing.flatMap(each -> each.problem(TOLERANCE));
    }

    /** Begins to work, or to stand for it. */
    synchronized ElectedRole begin() {
        if (settings.election().isEmpty()) {
            lead();
            return this;
        }
        LeaderElection.Settings wanted = settings.election().get();
        master.labelValues(wanted.name()).set(0);
        // A renewal that hangs must not outlast the time that the leader has for it.
        HttpApiClient voter = parts.add(new HttpApiClient(
                access,
                settings.name() + "/leader-election",
                new HttpClient(HttpClient.Options.of("leases", access.tls(), around.clock(), around.faults())
                        .withBearerToken(access.bearerToken())
                        .withTimeouts(wanted.renewDeadline(), wanted.renewDeadline())),
                around.clock()));
        EventRecorder events = parts.add(new EventRecorder(voter, settings.name(), "", around));
        election = Optional.of(LeaderElection.start(
                wanted,
                LeaderElection.Leases.of(voter),
                new LeaderElection.Candidate() {
                    @Override
                    public void started(Lease lease) {
                        events.normal(lease, "LeaderElection", wanted.identity() + " became leader");
                        master.labelValues(wanted.name()).set(1);
                        lead();
                    }

                    @Override
                    public void stopped() {
                        master.labelValues(wanted.name()).set(0);
                        LOG.error("leaderelection lost");
                        over.complete(null);
                    }
                },
                around));
        return this;
    }

    private synchronized void lead() {
        if (!closed) {
            running = Optional.of(work.begin(access, client, around));
            LOG.info("{} works", settings.name());
        }
    }

    /** Where it shows how it is. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** @param told when it leads no more, and will not again: then its process has to end */
    public void onLoss(Runnable told) {
        over.thenRun(told);
    }

    public boolean lost() {
        return over.isDone();
    }

    /** Ends the work before the lease is given up, so that the next leader begins after the last one's end. */
    @Override
    public void close() {
        Closing all = new Closing();
        synchronized (this) {
            closed = true;
            all.add(parts);
            election.ifPresent(all::add);
            running.ifPresent(all::add);
            election = Optional.empty();
            running = Optional.empty();
        }
        all.close();
    }
}
