package dev.jukung.kubelet.probes;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.pod.PodContainer;
import dev.jukung.kubelet.pod.PodEvents;
import dev.jukung.kubelet.pod.PodFacts.Health;
import dev.jukung.kubelet.pod.PodFacts.ProbeFailure;
import dev.jukung.kubelet.pod.Probing;
import dev.jukung.kubelet.probes.ProbeTally.Verdict;
import dev.jukung.kubelet.probes.Prober.Finding;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three probes of one running container. First the startup probe alone, until it succeeds; then liveness and readiness, each in its
 * period, the first time at once. A container without a probe of a kind counts as alive, started, ready. Thread-safe.
 */
final class ContainerProbe implements Probing.Watch {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerProbe.class);

    /** Which probe, as events name it. */
    private enum Kind {
        STARTUP("Startup", "startup"),
        LIVENESS("Liveness", "liveness"),
        READINESS("Readiness", "readiness");

        private final String title;
        private final String word;

        Kind(String title, String word) {
            this.title = title;
            this.word = word;
        }
    }

    private final Pod pod;
    private final PodContainer container;
    private final ContainerStatus status;
    private final String address;
    private final Consumer<Health> changed;
    private final Prober prober;
    private final PodEvents events;
    private final Clock clock;
    private final Faults faults;
    private final Consumer<ContainerProbe> over;
    // Guarded by this.
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> endingWithPod = new ArrayList<>();
    private Health health;
    private boolean ending;
    private boolean closed;
    private final Map<Result, Long> results = new LinkedHashMap<>();

    private record Result(Kind kind, String word) {}

    ContainerProbe(
            Pod pod,
            PodContainer container,
            ContainerStatus status,
            String address,
            Consumer<Health> changed,
            Prober prober,
            PodEvents events,
            Clock clock,
            Faults faults,
            Consumer<ContainerProbe> over) {
        this.over = over;
        this.pod = pod;
        this.container = container;
        this.status = status;
        this.address = address;
        this.changed = changed;
        this.prober = prober;
        this.events = events;
        this.clock = clock;
        this.faults = faults;
        boolean started = container.spec().startupProbe().isEmpty();
        boolean ready = started && container.spec().readinessProbe().isEmpty();
        this.health = new Health(started, ready, Optional.empty());
    }

    void start() {
        if (container.spec().startupProbe().isPresent()) {
            run(Kind.STARTUP, container.spec().startupProbe().get());
        } else {
            startRest();
        }
    }

    private void startRest() {
        container.spec().livenessProbe().ifPresent(probe -> run(Kind.LIVENESS, probe));
        container.spec().readinessProbe().ifPresent(probe -> run(Kind.READINESS, probe));
    }

    private synchronized void run(Kind kind, Probe probe) {
        if (closed || (ending && kind != Kind.READINESS)) {
            return;
        }
        Thread thread = Thread.ofVirtual()
                .name(kind.word + "-" + pod.name() + "-" + container.name())
                .start(() -> loop(kind, probe));
        threads.add(thread);
        if (kind != Kind.READINESS) {
            endingWithPod.add(thread);
        }
    }

    @Override
    public synchronized Health now() {
        return health;
    }

    @Override
    public synchronized void ending() {
        ending = true;
        endingWithPod.forEach(Thread::interrupt);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            threads.forEach(Thread::interrupt);
        }
        over.accept(this);
    }

    // --- one probe

    private void loop(Kind kind, Probe probe) {
        try {
            clock.sleep(initialDelay(probe));
            ProbeTally tally = new ProbeTally(probe);
            Duration period =
                    Duration.ofSeconds(Math.max(1, probe.periodSeconds().orElse(10)));
            boolean goesOn = true;
            while (goesOn) {
                long began = clock.nanos();
                Finding finding = prober.ask(probe, container.spec(), status.id(), address);
                count(kind, finding);
                tell(kind, finding);
                goesOn = decide(kind, probe, tally.count(finding));
                if (goesOn) {
                    clock.sleep(period.minusNanos(clock.nanos() - began));
                }
            }
        } catch (InterruptedException _) {
            LOG.trace("{} probe of {} ends", kind, container.name()); // the container or its pod ends
        } catch (RuntimeException bug) {
            faults.report(kind.word + " probe of " + pod.key(), bug);
        }
    }

    private synchronized void count(Kind kind, Finding finding) {
        String word =
                switch (finding) {
                    case Finding.Healthy() -> "successful";
                    case Finding.Unhealthy(String _) -> "failed";
                    case Finding.Unknown(String _) -> "unknown";
                };
        results.merge(new Result(kind, word), 1L, Long::sum);
    }

    synchronized List<Probing.Count> counts() {
        return results.entrySet().stream()
                .map(entry -> new Probing.Count(
                        pod,
                        container.name(),
                        entry.getKey().kind().title,
                        entry.getKey().word(),
                        entry.getValue()))
                .toList();
    }

    private Duration initialDelay(Probe probe) {
        Instant startedAt = status.state() instanceof State.Running(Instant at) ? at : clock.now();
        Duration delay = Duration.ofSeconds(probe.initialDelaySeconds().orElse(0));
        return Duration.between(clock.now(), startedAt.plus(delay));
    }

    private void tell(Kind kind, Finding finding) {
        switch (finding) {
            case Finding.Healthy() -> LOG.trace("{} probe of {} succeeded", kind, container.name());
            case Finding.Unhealthy(String output) ->
                events.warning(pod, container, "Unhealthy", kind.title + " probe failed: " + output);
            case Finding.Unknown(String error) ->
                events.warning(
                        pod,
                        container,
                        "Unhealthy",
                        kind.title + " probe errored and resulted in unknown state: " + error);
        }
    }

    /** Acts on what the findings so far come to; tells whether to go on. */
    private boolean decide(Kind kind, Probe probe, Verdict verdict) {
        return switch (verdict) {
            case UNDECIDED -> true;
            case HEALTHY -> healthy(kind);
            case UNHEALTHY -> unhealthy(kind, probe);
        };
    }

    private boolean healthy(Kind kind) {
        switch (kind) {
            case STARTUP -> {
                set(new Health(true, container.spec().readinessProbe().isEmpty(), Optional.empty()));
                startRest();
                return false;
            }
            case READINESS -> set(new Health(true, true, now().failed()));
            case LIVENESS -> LOG.trace("{} is alive", container.name());
        }
        return true;
    }

    private boolean unhealthy(Kind kind, Probe probe) {
        if (kind == Kind.READINESS) {
            set(new Health(true, false, now().failed()));
            return true;
        }
        Optional<Duration> grace = probe.terminationGracePeriodSeconds().isPresent()
                ? Optional.of(
                        Duration.ofSeconds(probe.terminationGracePeriodSeconds().getAsLong()))
                : Optional.empty();
        String message = "Container " + container.name() + " failed " + kind.word + " probe, will be restarted";
        Health before = now();
        set(new Health(before.started(), before.ready(), Optional.of(new ProbeFailure(message, grace))));
        return false; // until the container has been replaced
    }

    private void set(Health next) {
        synchronized (this) {
            if (closed || next.equals(health)) {
                return;
            }
            health = next;
        }
        changed.accept(next);
    }
}
