package dev.jukung.scheduler;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds pods to nodes. One thread decides, pod after pod, on snapshots of the cluster; bindings are written on threads of
 * their own, and until the API server has told of them the pods are assumed to be where they were put. Thread-safe.
 */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final String NAME = "default-scheduler";
    /** So many bindings are on their way to the API server at most: it works off no more at once, and each takes memory. */
    private static final int MAX_BINDINGS = 100;

    private final ApiClient client;
    private final Map<String, Profile> profiles = new HashMap<>();
    private final Surroundings surroundings;
    private final Clock clock;
    private final EventRecorder events;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final ClusterCache cache = new ClusterCache();
    private final Explanations explanations = new Explanations();
    private final NodeChoice choice;
    private final Semaphore bindings = new Semaphore(MAX_BINDINGS);
    private final Thread thread;

    // Guarded by this.
    private final SchedulingQueue queue = new SchedulingQueue();
    private final Map<String, Long> wokenBy = new HashMap<>(); // the event for which a pod is tried again, by uid
    private Clock.Hold work = Clock.Hold.NONE;
    private Clock.Timer timer = () -> {};
    private boolean signalled;
    private boolean closed;
    /** What happened since the pod that is being looked at was taken: it is in no queue, so nothing would wake it. */
    private final Map<ClusterEvent, Long> missed = new LinkedHashMap<>();

    private boolean looking; // whether there is such a pod

    private Scheduler(ApiClient client, Informers informers, List<Profile> profiles, Surroundings surroundings) {
        this.client = client;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        profiles.forEach(profile -> this.profiles.put(profile.schedulerName(), profile));
        events = new EventRecorder(client, NAME, "", surroundings);
        choice = new NodeChoice(surroundings.randomness());
        nodes = informers.of(Resources.NODES).handle(this::nodeChanged);
        pods = informers.of(Resources.PODS).handle(this::podChanged);
        work = clock.hold(); // until the first look at the queue
        thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    }

    /** Starts when the informers are synced; they are the caller's. */
    public static Scheduler start(
            ApiClient client, Informers informers, List<Profile> profiles, Surroundings surroundings) {
        Scheduler scheduler = new Scheduler(client, informers, profiles, surroundings);
        scheduler.thread.start();
        return scheduler;
    }

    /** Why the latest attempt for this pod ended as it did. */
    public Optional<Explanation> explain(ObjectKey pod) {
        return explanations.find(pod);
    }

    private void nodeChanged(Change<? extends Node> change) {
        switch (change) {
            case Change.Added<? extends Node> added -> wake(cache.put(added.after()), change.trigger());
            case Change.Modified<? extends Node> modified -> wake(cache.put(modified.after()), change.trigger());
            case Change.Deleted<? extends Node> deleted -> cache.remove(deleted.before());
        }
    }

    private void podChanged(Change<? extends Pod> change) {
        PodFacts pod = new PodFacts(change.object());
        boolean gone = change instanceof Change.Deleted || finished(change.object());
        if (gone) {
            forget(pod);
            cache.remove(pod.uid()).ifPresent(event -> wake(event, change.trigger()));
        } else if (!pod.nodeName().isEmpty()) {
            forget(pod);
            cache.place(pod, pod.nodeName(), false);
        } else if (isOurs(change.object()) && !cache.isPlaced(pod.uid())) {
            synchronized (this) {
                queue.put(pod, clock.now());
                signal();
            }
        }
    }

    private synchronized void forget(PodFacts pod) {
        queue.remove(pod.uid());
        wokenBy.remove(pod.uid());
    }

    private static boolean finished(Pod pod) {
        String phase = pod.status().phase().orElse("");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private boolean isOurs(Pod pod) {
        boolean gated = !pod.spec().schedulingGates().isEmpty();
        return !gated
                && !pod.deleting()
                && profiles.containsKey(pod.spec().schedulerName().orElse(NAME));
    }

    private synchronized void wake(ClusterEvent event, long trigger) {
        if (looking) {
            missed.put(event, trigger);
        }
        wakeRefused(event, trigger);
        signal();
    }

    /** Puts a pod that found no node aside, and at once back if what happened since it was taken may help it. */
    private synchronized void refuse(PodFacts pod, Set<String> by, Instant now) {
        queue.refuse(pod, by, now);
        missed.forEach(this::wakeRefused);
        signal();
    }

    private void wakeRefused(ClusterEvent event, long trigger) {
        queue.wake(
                refused -> {
                    boolean helps = mayHelp(event, refused);
                    if (helps) {
                        wokenBy.put(refused.pod().uid(), trigger);
                    }
                    return helps;
                },
                clock.now());
    }

    /** What led to this look at the pod: its own newest version, or a later event that may have made room. */
    private synchronized long trigger(PodFacts pod) {
        @Nullable Long woken = wokenBy.remove(pod.uid());
        return Math.max(woken == null ? 0 : woken, Change.versionOf(pod.pod().resourceVersion()));
    }

    private boolean mayHelp(ClusterEvent event, SchedulingQueue.Refused refused) {
        Profile profile = profile(refused.pod());
        return refused.by().isEmpty()
                || profile.filters().stream()
                        .filter(plugin -> refused.by().contains(plugin.name()))
                        .anyMatch(plugin -> plugin.mayHelp(event, refused.pod()));
    }

    private Profile profile(PodFacts pod) {
        Profile profile = profiles.get(pod.pod().spec().schedulerName().orElse(NAME));
        if (profile == null) {
            throw new IllegalStateException("no profile for " + pod);
        }
        return profile;
    }

    /** There is something to look at. Holds the clock until it has been looked at. */
    private synchronized void signal() {
        if (work == Clock.Hold.NONE) {
            work = clock.hold();
        }
        signalled = true;
        notifyAll();
    }

    private void run() {
        try {
            nodes.awaitSynced();
            pods.awaitSynced();
            while (true) {
                Optional<PodFacts> next = takeNext();
                if (next.isEmpty()) {
                    return;
                }
                bindings.acquire();
                if (!schedule(next.get())) {
                    bindings.release(); // else the binding does when it ends
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("scheduler stopped");
        }
    }

    /** Waits for a pod; empty when the scheduler is closed. */
    private synchronized Optional<PodFacts> takeNext() throws InterruptedException {
        looking = false;
        missed.clear();
        while (!closed) {
            Optional<PodFacts> next = queue.next(clock.now());
            if (next.isPresent()) {
                looking = true;
                return next;
            }
            signalled = false;
            timer.cancel();
            timer = queue.wakeAt()
                    .map(at -> clock.after(Duration.between(clock.now(), at), this::signal))
                    .orElse(() -> {});
            work.close(); // only now: time must not pass before the timer is set
            work = Clock.Hold.NONE;
            while (!signalled && !closed) {
                wait();
            }
        }
        return Optional.empty();
    }

    /** @return whether a binding has been started, which releases what it has taken of {@link #bindings} */
    private boolean schedule(PodFacts pod) {
        if (pods.lister()
                .find(pod.key())
                .filter(now -> now.uid().equals(pod.uid()))
                .isEmpty()) {
            return false; // deleted while it waited
        }
        Instant now = clock.now();
        Decision decision = choice.choose(pod, cache.snapshot(), profile(pod));
        explanations.add(new Explanation(pod.key(), now, decision));
        long trigger = trigger(pod);
        switch (decision) {
            case Decision.Chosen chosen -> {
                cache.place(pod, chosen.node(), true);
                Cause cause = new Cause(NAME, "bind to " + chosen.node(), trigger);
                inBackground("bind " + pod, cause, () -> {
                    try {
                        bind(pod, chosen.node());
                    } finally {
                        bindings.release();
                    }
                });
                return true;
            }
            case Decision.Unschedulable unschedulable -> {
                Set<String> by = new HashSet<>();
                unschedulable.refusals().forEach(refusal -> by.add(refusal.plugin()));
                refuse(pod, by, now);
                String message = FitMessage.of(unschedulable);
                Cause cause = new Cause(NAME, "note that none of " + unschedulable.nodes() + " nodes fits", trigger);
                inBackground("report " + pod, cause, () -> report(pod, message));
                return false;
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void perform() throws InterruptedException;
    }

    private void inBackground(String what, Cause cause, Work task) {
        Clock.Hold hold = clock.hold();
        Thread.ofVirtual().name(what).start(() -> {
            try (hold) {
                ScopedValue.where(Cause.CURRENT, cause).call(() -> {
                    task.perform();
                    return true;
                });
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // only the end of the process interrupts these
            } catch (RuntimeException bug) {
                surroundings.faults().report(what, bug);
            }
        });
    }

    private void bind(PodFacts pod, String node) throws InterruptedException {
        ObjectValue binding = ObjectValue.of(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                ObjectValue.of("name", pod.pod().name(), "namespace", pod.pod().namespace(), "uid", pod.uid()),
                "target",
                ObjectValue.of("kind", "Node", "name", node));
        try {
            client.postSubresource(Resources.PODS, pod.key(), "binding", binding);
            events.normal(pod.pod(), "Scheduled", "Successfully assigned " + pod.key() + " to " + node);
        } catch (ApiException e) {
            cache.forget(pod.uid()).ifPresent(event -> wake(event, trigger(pod)));
            if (e.is(Reason.NOT_FOUND) || e.is(Reason.CONFLICT)) {
                return; // deleted or bound meanwhile: the event about it brings the queue up to date
            }
            events.warning(pod.pod(), "FailedScheduling", "binding rejected: " + e.getMessage());
            synchronized (this) {
                queue.retry(pod, clock.now());
                signal();
            }
        }
    }

    private void report(PodFacts pod, String message) throws InterruptedException {
        events.warning(pod.pod(), "FailedScheduling", message);
        try {
            client.find(Resources.PODS, pod.key())
                    .filter(current -> current.uid().equals(pod.uid())
                            && current.spec().nodeName().isEmpty())
                    .flatMap(current -> PodScheduled.unschedulable(current, message, clock.now()))
                    .ifPresent(this::updateStatus);
        } catch (ApiException e) {
            if (e.reason().remedy() == Reason.Remedy.CHANGE_REQUEST) {
                surroundings.faults().report("reporting that " + pod + " is unschedulable", e);
            }
        }
    }

    private void updateStatus(Pod pod) {
        try {
            client.updateStatus(Resources.PODS, pod);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // only the end of the process interrupts us
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            timer.cancel();
            work.close();
            notifyAll();
        }
        thread.interrupt();
        events.close();
    }
}
