package dev.jukung.controllers.job;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.job.JobTracking.Noted;
import dev.jukung.controllers.job.JobTracking.Progress;
import dev.jukung.controllers.job.TrackedPods.Seen;
import dev.jukung.controllers.pods.Claims;
import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.controllers.pods.WrittenVersions;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.batch.v1.JobStatus;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Runs the pods of a Job until enough of them have succeeded, or too many have failed, and counts each of them once. */
final class JobReconciler {
    /** What the reconciler reads. */
    record Caches(Lister<Job> jobs, Lister<Pod> pods, Expectations<ObjectKey> expectations, TrackedPods tracked) {}

    private final ApiClient client;
    private final Caches caches;
    private final JobPodWrites writes;
    private final EventRecorder events;
    private final Clock clock;
    private final Claims<Job, Pod> claims;
    private final WrittenVersions<ObjectKey> written = new WrittenVersions<>();
    private final Map<ObjectKey, FailureDelay> delays = new ConcurrentHashMap<>(); // of Jobs that have failed pods

    JobReconciler(ApiClient client, Caches caches, JobPodWrites writes, EventRecorder events, Clock clock) {
        this.client = client;
        this.caches = caches;
        this.writes = writes;
        this.events = events;
        this.clock = clock;
        this.claims = new Claims<>(client, Resources.JOBS, Resources.PODS).withFinalizer(Jobs.FINALIZER);
    }

    Outcome reconcile(ObjectKey key) throws InterruptedException {
        boolean seenOurWrites = caches.expectations().satisfied(key);
        Optional<Job> found = caches.jobs().find(key);
        if (found.isEmpty() || Jobs.isFinished(found.get())) {
            caches.expectations().forget(key);
            caches.tracked().forget(key);
            delays.remove(key);
            written.forget(key);
            return Outcome.SETTLED;
        }
        Job job = found.get();
        if (Jobs.isForeign(job) || written.isStale(key, job.resourceVersion())) {
            return Outcome.SETTLED; // not ours; or the event of our own write will queue the key again
        }
        Instant now = clock.now();
        JobStatus status = job.status();
        if (status.startTime().isEmpty() && !Jobs.isSuspended(job)) {
            status = status.withStartTime(now);
        }
        Selector selector = job.spec().selector().map(LabelSelectors::of).orElse(LabelSelectors.NOTHING);
        Seen seen = caches.tracked().see(key, () -> PodIndexes.ownedAndOrphans(job, caches.pods()));
        List<Pod> pods = claims.claim(job, selector, seen.pods());
        FailureDelay before = delays.getOrDefault(key, FailureDelay.NONE);
        JobState state = JobState.of(job.withStatus(status), pods, seen.released(), before);
        return new Round(state, seenOurWrites, now).run();
    }

    /** One reconcile of one Job; confined to one thread. */
    private final class Round {
        private final JobState state;
        private final Job job;
        private final boolean seenOurWrites;
        private final Instant now;
        private JobStatus status;
        private Progress progress;
        private Optional<ApiException> failure = Optional.empty();
        private Optional<Duration> checkAfter = Optional.empty();

        Round(JobState state, boolean seenOurWrites, Instant now) {
            this.state = state;
            this.job = state.job();
            this.status = job.status();
            this.seenOurWrites = seenOurWrites;
            this.now = now;
            List<Pod> active = state.active();
            int ready = (int) active.stream().filter(PodStates::isReady).count();
            this.progress = new Progress(active.size(), ready, state.terminating());
        }

        Outcome run() throws InterruptedException {
            Optional<Ending> decided = Ending.of(state, now);
            Optional<Ending> ending = decided.isPresent() ? stop(decided.get()) : goOn();
            track(ending);
            if (failure.isPresent()) {
                return new Outcome.TryAgain(String.valueOf(failure.get().getMessage()));
            }
            return Stream.concat(checkAfter.stream(), Ending.untilDeadline(job, now).stream())
                    .filter(Duration::isPositive)
                    .min(Duration::compareTo)
                    .<Outcome>map(Outcome.CheckAgain::new)
                    .orElse(Outcome.SETTLED);
        }

        /** Deletes what runs. The Job cannot be declared ended while there may be pods that we have not seen. */
        private Optional<Ending> stop(Ending ending) throws InterruptedException {
            List<Pod> active = state.active();
            boolean all = delete(active) == active.size();
            return all && seenOurWrites ? Optional.of(ending) : Optional.empty();
        }

        private int delete(List<Pod> pods) throws InterruptedException {
            JobPodWrites.Result result = writes.delete(job, pods);
            failure = result.failure();
            progress = new Progress(
                    progress.active() - result.done(),
                    progress.ready() - result.readyDeleted(),
                    progress.terminating() + result.done());
            return result.done();
        }

        private Optional<Ending> goOn() throws InterruptedException {
            boolean managed = seenOurWrites && !job.deleting();
            if (managed) {
                manage();
            }
            boolean enough = job.spec().completions().isEmpty()
                    ? state.succeeded() > 0
                    : state.succeeded() >= Jobs.completions(job);
            if (enough && progress.active() == 0) {
                return Optional.of(Ending.COMPLETIONS_REACHED);
            }
            if (managed) {
                noticeSuspension();
            }
            return Optional.empty();
        }

        private void manage() throws InterruptedException {
            PodPlan plan = PodPlan.of(state, now);
            if (!plan.delete().isEmpty()) {
                delete(plan.delete());
            } else if (!plan.create().isEmpty()) {
                JobPodWrites.Result result = writes.create(state, plan.create());
                failure = result.failure();
                progress = new Progress(progress.active() + result.done(), progress.ready(), progress.terminating());
            }
            if (plan.delay().isPositive()) {
                checkAfter = Optional.of(plan.delay());
            }
        }

        private void noticeSuspension() {
            JobStatus before = status;
            if (Jobs.isSuspended(job)) {
                status = JobTracking.with(status, "Suspended", "True", "JobSuspended", "Job suspended", now);
                if (status != before) {
                    events.normal(job, "Suspended", "Job suspended");
                    status = new JobStatus(status.tree().without("startTime"));
                }
            } else {
                status = JobTracking.with(status, "Suspended", "False", "JobResumed", "Job resumed", now);
                if (status != before) {
                    events.normal(job, "Resumed", "Job resumed");
                    status = status.withStartTime(now); // the deadline counts from the resumption
                }
            }
        }

        private void track(Optional<Ending> ending) throws InterruptedException {
            Noted noted = JobTracking.note(state, status, ending, progress);
            status = noted.status();
            if (ending.isPresent()) {
                status = JobTracking.announced(status, ending.get(), now);
            }
            Job current = write(job);
            if (state.delay().equals(FailureDelay.NONE)) {
                delays.remove(job.key());
            } else {
                delays.put(job.key(), state.delay());
            }
            Set<String> tracked = new HashSet<>();
            state.pods().stream().filter(pod -> !state.isCounted(pod)).forEach(pod -> tracked.add(pod.uid()));
            tracked.removeAll(caches.tracked().release(job.key(), noted.release()));
            status = JobTracking.counted(job, status, tracked);
            Optional<JobStatus> finished = ending.isPresent() && !noted.full()
                    ? JobTracking.finished(status, ending.get(), now)
                    : Optional.empty();
            status = finished.orElse(status);
            write(current);
            if (finished.isPresent()) {
                tell(ending.orElseThrow());
            }
        }

        private Job write(Job current) throws InterruptedException {
            // Compared with what the informer or our last write gave, not with what we made of it meanwhile.
            JobStatus known = current == job
                    ? caches.jobs().find(job.key()).map(Job::status).orElse(JobStatus.EMPTY)
                    : current.status();
            if (status.equals(known)) {
                return current;
            }
            JobStatus wanted = status;
            Job updated = Cause.deciding(
                    "status: " + wanted.active().orElse(0) + " active, "
                            + wanted.succeeded().orElse(0) + " succeeded, "
                            + wanted.failed().orElse(0) + " failed",
                    () -> client.updateStatus(Resources.JOBS, current.withStatus(wanted)));
            written.note(job.key(), updated.resourceVersion());
            return updated;
        }

        private void tell(Ending ending) {
            if (!ending.success()) {
                events.warning(job, ending.reason(), ending.message());
                return;
            }
            if (job.spec().completions().isPresent() && status.succeeded().orElse(0) > Jobs.completions(job)) {
                events.warning(
                        job, "TooManySucceededPods", "Too many succeeded pods running after completion count reached");
            }
            events.normal(job, "Completed", "Job completed");
        }
    }
}
