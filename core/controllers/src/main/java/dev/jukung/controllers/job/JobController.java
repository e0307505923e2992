package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.util.Optional;

/** The job-controller. */
public final class JobController implements Controller, Reconciler<JobController.Task> {
    private static final String NAME = "job-controller";
    /** Kubernetes' {@code --concurrent-job-syncs}. */
    private static final int WORKERS = 5;

    /** What to look at. */
    public sealed interface Task {
        record OfJob(ObjectKey key) implements Task {
            @Override
            public String toString() {
                return key.toString();
            }
        }

        /** A pod with our finalizer and, it seems, no Job that would ever remove it. */
        record OfOrphan(ObjectKey key) implements Task {}
    }

    private final ApiClient client;
    private final Lister<Job> jobs;
    private final Lister<Pod> pods;
    private final Expectations<ObjectKey> expectations;
    private final TrackedPods tracked;
    private final EventRecorder events;
    private final JobReconciler reconciler;
    private final ControllerLoop<Task> loop;

    public JobController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        expectations = new Expectations<>(surroundings.clock());
        tracked = new TrackedPods(client);
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<Job> jobInformer = informers.of(Resources.JOBS);
        Informer<Pod> podInformer = informers.of(Resources.PODS).index(PodIndexes.ORPHANS);
        jobs = jobInformer.lister();
        pods = podInformer.lister();
        reconciler = new JobReconciler(
                client,
                new JobReconciler.Caches(jobs, pods, expectations, tracked),
                new JobPodWrites(new PodWrites(client, events), expectations),
                events,
                surroundings.clock());
        loop = new ControllerLoop<>(NAME, this, surroundings);
        jobInformer.handle(this::jobChanged);
        podInformer.handle(this::podChanged);
    }

    private void jobChanged(Change<Job> change) {
        Job job = change.object();
        loop.add(new Task.OfJob(job.key()), change.trigger());
        if (change instanceof Change.Deleted<Job>) {
            expectations.forget(job.key());
            pods.controlledBy(job.uid()).stream()
                    .filter(Jobs::isTracked)
                    .forEach(pod -> loop.add(new Task.OfOrphan(pod.key()), change.trigger()));
        }
    }

    private void podChanged(Change<Pod> change) {
        Pod pod = change.object();
        Optional<OwnerReference> controller = jobReference(pod);
        boolean deleted = change instanceof Change.Deleted<Pod>;
        if (controller.isPresent()) {
            ObjectKey key = ObjectKey.of(pod.namespace(), controller.get().name());
            observe(change, key);
            Optional<Job> job = jobs.find(key)
                    .filter(known -> known.uid().equals(controller.get().uid()));
            if (job.isPresent()) {
                loop.add(new Task.OfJob(key), change.trigger());
            } else if (!deleted && Jobs.isTracked(pod)) {
                loop.add(new Task.OfOrphan(pod.key()), change.trigger());
            }
        } else if (!deleted && OwnerReferences.controllerOf(pod).isEmpty()) {
            if (Jobs.isTracked(pod)) {
                loop.add(new Task.OfOrphan(pod.key()), change.trigger());
            }
            jobs.in(pod.namespace()).stream()
                    .filter(job -> job.spec()
                            .selector()
                            .map(LabelSelectors::of)
                            .filter(selector -> selector.matches(pod))
                            .isPresent())
                    .forEach(job -> loop.add(new Task.OfJob(job.key()), change.trigger()));
        }
        change.previous()
                .flatMap(JobController::jobReference)
                .filter(before ->
                        controller.filter(now -> now.uid().equals(before.uid())).isEmpty())
                .ifPresent(before ->
                        loop.add(new Task.OfJob(ObjectKey.of(pod.namespace(), before.name())), change.trigger()));
    }

    private void observe(Change<Pod> change, ObjectKey job) {
        Pod pod = change.object();
        if (change instanceof Change.Added<Pod>) {
            expectations.creationObserved(job);
        }
        if (change instanceof Change.Deleted<Pod> || pod.deleting()) {
            expectations.deletionObserved(job, pod.uid());
        }
        if (change instanceof Change.Deleted<Pod> || !Jobs.isTracked(pod)) {
            tracked.observed(job, pod.uid());
        }
    }

    private static Optional<OwnerReference> jobReference(Pod pod) {
        return OwnerReferences.controllerOf(pod)
                .filter(reference -> reference.kind().equals(Resources.JOBS.kind()));
    }

    @Override
    public Outcome reconcile(Task task) throws InterruptedException {
        return switch (task) {
            case Task.OfJob(ObjectKey key) -> reconciler.reconcile(key);
            case Task.OfOrphan(ObjectKey key) -> orphan(key);
        };
    }

    private Outcome orphan(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.find(key).filter(Jobs::isTracked);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Optional<OwnerReference> controller = jobReference(found.get());
        if (controller.isPresent()) {
            // Our view may be behind: without its finalizer the end of the pod would never be counted.
            Optional<Job> job = client.find(
                            Resources.JOBS,
                            ObjectKey.of(key.namespace(), controller.get().name()))
                    .filter(live -> live.uid().equals(controller.get().uid()));
            if (job.isPresent()) {
                return Outcome.SETTLED;
            }
        }
        tracked.removeFinalizer(found.get());
        return Outcome.SETTLED;
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
        events.close();
    }
}
