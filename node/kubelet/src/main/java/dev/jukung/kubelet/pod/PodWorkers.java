package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.Labels;
import dev.jukung.kubelet.container.RuntimeEvent;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.model.core.v1.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod workers of a node, by pod uid. Gives them what concerns them: changes of their pods and events of their containers; compares
 * everything with the runtime now and then, in case an event got lost; and ends what belongs to no pod. Thread-safe.
 */
public final class PodWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);
    /** Events tell everything in time; this only limits for how long a lost one can matter. */
    private static final Duration RELIST = Duration.ofMinutes(1);

    private static final Duration RELIST_RETRY = Duration.ofSeconds(1);

    private final PodSurroundings surroundings;
    private final PodOperations.Tools tools;
    private final ImagePuller images;
    private final Clock clock;
    // Guarded by this.
    private final Map<String, PodWorker> workers = new HashMap<>();
    private final Map<String, PodMail> owners = new HashMap<>();
    private boolean closed;
    private boolean podsKnown;
    private boolean listing;
    private boolean listAgain;
    private Clock.Timer relist = () -> {};

    public PodWorkers(PodSurroundings surroundings) {
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        this.images =
                new ImagePuller(surroundings.runtime().images(), surroundings.objects(), surroundings.events(), clock);
        LifecycleHooks hooks = new LifecycleHooks(surroundings.runtime(), clock);
        ContainerFiles files = new ContainerFiles(surroundings.node(), Path.of("/etc/hosts"));
        this.tools = new PodOperations.Tools(
                new ContainerStart(surroundings, images, files, hooks),
                new ContainerStop(surroundings, hooks),
                hooks,
                this::owned);
    }

    /** The pod is new or has changed. */
    public synchronized void changed(Pod pod) {
        if (closed) {
            return;
        }
        PodWorker worker = workers.get(pod.uid());
        if (worker != null) {
            worker.mail().pod(pod);
            return;
        }
        PodWorker fresh = new PodWorker(pod, surroundings, tools, () -> over(pod.uid()));
        workers.put(pod.uid(), fresh);
        if (podsKnown) {
            fresh.start();
        }
    }

    /**
     * The same for a pod that the API need not tell of: it is worked on at once, from what the runtime has of it, though others
     * are not known yet.
     */
    public void changedEarly(Pod pod) throws InterruptedException {
        changed(pod);
        synchronized (this) {
            if (podsKnown || closed) {
                return;
            }
        }
        try {
            List<ContainerStatus> containers = surroundings.runtime().containers();
            List<SandboxStatus> sandboxes = surroundings.runtime().sandboxes();
            synchronized (this) {
                PodWorker worker = workers.get(pod.uid());
                if (worker != null) {
                    tell(pod.uid(), worker, sandboxes, containers);
                    worker.start();
                }
            }
        } catch (RuntimeFailure e) {
            LOG.warn("Containers could not be listed: {}; pod {} waits for the others", e.getMessage(), pod.key());
        }
    }

    /** The pod no longer exists at the API. */
    public synchronized void gone(Pod pod) {
        PodWorker worker = workers.get(pod.uid());
        if (worker != null) {
            worker.mail().gone(pod);
        }
    }

    /** An object that pods may refer to has changed. @param uids of the pods that refer to it */
    public synchronized void referencesChanged(Set<String> uids) {
        uids.stream().map(workers::get).filter(java.util.Objects::nonNull).forEach(worker -> worker.mail()
                .references());
    }

    /**
     * All pods of the node have been told. From now on they are worked on, each starting from what the runtime has of it: a restarted
     * kubelet takes over what runs.
     */
    public void start() throws InterruptedException {
        compare();
        synchronized (this) {
            podsKnown = true;
            workers.values().forEach(PodWorker::start);
            relist = clock.after(RELIST, this::look);
        }
    }

    private synchronized void over(String uid) {
        PodWorker worker = workers.remove(uid);
        if (worker != null) {
            owners.values().removeIf(mail -> mail == worker.mail());
        }
        images.forget(uid);
    }

    private synchronized void owned(PodOperations.Owned owned) {
        owners.put(owned.id(), owned.mail());
    }

    /** Called by the runtime. */
    public void event(RuntimeEvent event) {
        switch (event) {
            case RuntimeEvent.Started(String id) -> tell(id, false);
            case RuntimeEvent.Ended(String id) -> tell(id, true);
            case RuntimeEvent.OutOfMemory(String id) -> LOG.info("container {} ran out of memory", id);
            case RuntimeEvent.Missed() -> look();
        }
    }

    private synchronized void tell(String id, boolean end) {
        Optional.ofNullable(owners.get(id)).ifPresent(mail -> mail.changed(id, end));
    }

    /** Compares with the runtime on a thread of its own; asked twice while it does, it does it once more. */
    private synchronized void look() {
        if (closed || !podsKnown) {
            return;
        }
        listAgain = true;
        if (!listing) {
            listing = true;
            Clock.Hold hold = clock.hold();
            Thread.ofVirtual().name("relist").start(() -> {
                try (hold) {
                    relistAll();
                }
            });
        }
    }

    private synchronized boolean takeListAgain() {
        boolean again = listAgain && !closed;
        listAgain = false;
        listing = again;
        return again;
    }

    private void relistAll() {
        Duration next = RELIST;
        while (takeListAgain()) {
            try {
                compare();
            } catch (RuntimeFailure e) {
                LOG.warn("Containers could not be listed: {}", e.getMessage());
                next = RELIST_RETRY;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // nobody interrupts this thread; the process ends
            }
        }
        synchronized (this) {
            relist.cancel();
            if (!closed) {
                relist = clock.after(next, this::look);
            }
        }
    }

    static String podOf(ContainerStatus container) {
        return container.labels().getOrDefault(Labels.POD_UID, "");
    }

    /** Tells every worker what the runtime has of its pod and ends what is nobody's. */
    private void compare() throws InterruptedException {
        Map<String, PodWorker> known;
        synchronized (this) {
            known = Map.copyOf(workers);
        }
        // Containers first: one that is listed has a sandbox that is listed afterwards.
        List<ContainerStatus> containers = surroundings.runtime().containers();
        List<SandboxStatus> sandboxes = surroundings.runtime().sandboxes();
        known.forEach((uid, worker) -> tell(uid, worker, sandboxes, containers));
        Set<String> lost = new HashSet<>();
        sandboxes.stream().filter(sandbox -> !isKnown(sandbox.pod().uid())).forEach(sandbox -> lost.add(sandbox.id()));
        for (String id : lost) {
            LOG.info("removing sandbox {} of a pod that no longer exists", id);
            surroundings.runtime().stopSandbox(id);
            surroundings.runtime().removeSandbox(id);
        }
    }

    /** Tells a worker what the runtime has of its pod. */
    private void tell(String uid, PodWorker worker, List<SandboxStatus> sandboxes, List<ContainerStatus> containers) {
        List<SandboxStatus> own = sandboxes.stream()
                .filter(sandbox -> sandbox.pod().uid().equals(uid))
                .toList();
        List<ContainerStatus> inside = containers.stream()
                .filter(container -> podOf(container).equals(uid))
                .toList();
        own.forEach(sandbox -> owned(new PodOperations.Owned(sandbox.id(), worker.mail())));
        inside.forEach(container -> owned(new PodOperations.Owned(container.id(), worker.mail())));
        worker.mail().listing(new PodMail.Listing(own, inside));
    }

    /** Whether something is done about the pod, or left of it. */
    public synchronized boolean isKnown(String uid) {
        return workers.containsKey(uid);
    }

    /** How many pods there are. */
    public synchronized int size() {
        return workers.size();
    }

    /** Stops looking after pods; their containers go on. */
    @Override
    public void close() {
        List<PodWorker> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            relist.cancel();
            all = List.copyOf(workers.values());
        }
        try {
            for (PodWorker worker : all) {
                worker.close();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever closes us is in a hurry
        }
    }
}
