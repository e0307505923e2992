package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pod worker is told, put together until it looks: the newest pod, ids of what changed in the runtime, results of its own
 * operations. It stays small by itself: pods and ids replace each other, and there are no more results than operations. Virtual time stands still
 * while mail waits or is handled. Thread-safe; one reader.
 */
final class PodMail {
    /** Done on the worker's thread. */
    @FunctionalInterface
    interface Result {
        void apply() throws InterruptedException;
    }

    /** Everything of the pod that the runtime listed. */
    record Listing(List<SandboxStatus> sandboxes, List<ContainerStatus> containers) {}

    /**
     * @param gone the pod no longer exists at the API
     * @param ended ids whose end the runtime told
     */
    record Batch(
            Optional<Pod> pod,
            boolean gone,
            boolean references,
            Set<String> changed,
            Set<String> ended,
            Optional<Listing> listing,
            List<Result> results) {}

    private final Clock clock;
    // Guarded by this.
    private @Nullable Pod pod;
    private @Nullable Listing listing;
    private boolean gone;
    private boolean references;
    private boolean poked;
    private Set<String> changed = new HashSet<>();
    private Set<String> ended = new HashSet<>();
    private List<Result> results = new ArrayList<>();
    private Clock.Hold waiting = Clock.Hold.NONE;
    private Clock.Hold handled = Clock.Hold.NONE;

    PodMail(Clock clock) {
        this.clock = clock;
    }

    synchronized void pod(Pod newest) {
        if (pod == null || !PodVersions.newer(pod, newest)) {
            pod = newest;
        }
        arrived();
    }

    synchronized void gone(Pod last) {
        gone = true;
        pod(last);
    }

    synchronized void references() {
        references = true;
        arrived();
    }

    synchronized void changed(String id, boolean end) {
        (end ? ended : changed).add(id);
        arrived();
    }

    synchronized void listing(Listing complete) {
        listing = complete;
        arrived();
    }

    synchronized void result(Result result) {
        results.add(result);
        arrived();
    }

    /** Nothing happened but time. */
    synchronized void poke() {
        arrived();
    }

    private void arrived() {
        if (!poked) {
            poked = true;
            waiting = clock.hold();
            notifyAll();
        }
    }

    /** Waits for mail; the one before counts as handled from then on. */
    synchronized Batch take() throws InterruptedException {
        handled.close();
        handled = Clock.Hold.NONE;
        while (!poked) {
            wait();
        }
        Batch batch = new Batch(
                Optional.ofNullable(pod), gone, references, changed, ended, Optional.ofNullable(listing), results);
        pod = null;
        listing = null;
        references = false;
        poked = false;
        changed = new HashSet<>();
        ended = new HashSet<>();
        results = new ArrayList<>();
        handled = waiting;
        waiting = Clock.Hold.NONE;
        return batch;
    }

    /** Nobody reads any more. */
    synchronized void close() {
        handled.close();
        waiting.close();
        poked = true; // so that no further hold is opened
    }
}
