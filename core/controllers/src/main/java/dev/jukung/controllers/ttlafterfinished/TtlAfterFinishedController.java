package dev.jukung.controllers.ttlafterfinished;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.job.Jobs;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The ttl-after-finished-controller: deletes Jobs, with their pods, some time after they have ended, where they ask for it. */
public final class TtlAfterFinishedController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "ttl-after-finished-controller";
    /** Kubernetes' {@code --concurrent-ttl-after-finished-syncs}. */
    private static final int WORKERS = 5;

    private final ApiClient client;
    private final Clock clock;
    private final Lister<Job> jobs;
    private final ControllerLoop<ObjectKey> loop;

    public TtlAfterFinishedController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        Informer<Job> informer = informers.of(Resources.JOBS);
        jobs = informer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        informer.handle(change -> {
            if (!(change instanceof Change.Deleted<Job>)
                    && expiry(change.object()).isPresent()) {
                loop.add(change.object().key(), change.trigger());
            }
        });
    }

    /** When a Job may go; empty while it has not ended, or where it stays for ever. */
    static Optional<Instant> expiry(Job job) {
        if (job.deleting() || job.spec().ttlSecondsAfterFinished().isEmpty()) {
            return Optional.empty();
        }
        Duration ttl = Duration.ofSeconds(job.spec().ttlSecondsAfterFinished().getAsInt());
        return Jobs.finished(job)
                .flatMap(condition -> condition.lastTransitionTime())
                .map(end -> end.plus(ttl));
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Duration> known = jobs.find(key).flatMap(this::left);
        if (known.isEmpty() || known.get().isPositive()) {
            return later(known);
        }
        // Somebody may have given it more time since; a deletion cannot be taken back.
        Optional<Job> latest = client.find(Resources.JOBS, key);
        Optional<Duration> left = latest.flatMap(this::left);
        if (latest.isEmpty() || left.isEmpty() || left.get().isPositive()) {
            return later(left);
        }
        DeleteOptions options = new DeleteOptions(
                Optional.empty(),
                Optional.of("Foreground"),
                Map.of(
                        "uid",
                        latest.get().uid(),
                        "resourceVersion",
                        latest.get().resourceVersion()));
        try {
            Cause.doing(
                    "delete Job " + key + " as its ttlSecondsAfterFinished is over",
                    () -> client.delete(Resources.JOBS, key, options));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e;
            }
        }
        return Outcome.SETTLED;
    }

    private Optional<Duration> left(Job job) {
        return expiry(job).map(end -> Duration.between(clock.now(), end));
    }

    private static Outcome later(Optional<Duration> left) {
        return left.<Outcome>map(Outcome.CheckAgain::new).orElse(Outcome.SETTLED);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
