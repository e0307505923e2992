package dev.jukung.controllers.job;

import dev.jukung.base.Cause;
import dev.jukung.controllers.pods.SlowStart;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes the tracking finalizer from pods whose end is noted, and remembers which: the informer may show it for a while,
 * and a pod must not be counted again because of that. Thread-safe.
 */
final class TrackedPods {
    /** Kubernetes' {@code MaxPodCreateDeletePerSync}: so many requests at a time. */
    private static final int AT_ONCE_MAX = 500;

    private final ApiClient client;
    private final Map<ObjectKey, Set<String>> released = new HashMap<>(); // guarded by this

    /**
     * Pods as the informer shows them.
     *
     * @param released uids of pods whose finalizer is gone although {@code pods} may still show it
     */
    record Seen(List<Pod> pods, Set<String> released) {}

    TrackedPods(ApiClient client) {
        this.client = client;
    }

    /** Reads pods so that one whose finalizer we have removed shows it: in the pod itself, or in what is said to be released. */
    Seen see(ObjectKey job, Supplier<List<Pod>> pods) {
        // In this order: the informer first shows a pod and then calls observed(). Asked afterwards, we would have
        // forgotten a pod that lost its finalizer in between, and count it a second time.
        Set<String> before = released(job);
        return new Seen(pods.get(), before);
    }

    private synchronized Set<String> released(ObjectKey job) {
        return Set.copyOf(released.getOrDefault(job, Set.of()));
    }

    /** The Job is gone, or all is counted. */
    synchronized void forget(ObjectKey job) {
        released.remove(job);
    }

    /** The informer has shown the pod without the finalizer, or that it is gone. */
    synchronized void observed(ObjectKey job, String uid) {
        Set<String> uids = released.get(job);
        if (uids != null && uids.remove(uid) && uids.isEmpty()) {
            released.remove(job);
        }
    }

    /** Returns the uids of those whose finalizer is gone now. A failure is thrown when the others are done. */
    Set<String> release(ObjectKey job, List<Pod> pods) throws InterruptedException {
        Set<String> done = Collections.synchronizedSet(new HashSet<>());
        for (int start = 0; start < pods.size(); start += AT_ONCE_MAX) {
            int size = Math.min(AT_ONCE_MAX, pods.size() - start);
            SlowStart.Result result = SlowStart.together(start, size, i -> {
                releaseOne(job, pods.get(i));
                done.add(pods.get(i).uid());
            });
            if (result.failure().isPresent()) {
                throw result.failure().get();
            }
        }
        return Set.copyOf(done);
    }

    private void releaseOne(ObjectKey job, Pod pod) throws InterruptedException {
        synchronized (this) {
            released.computeIfAbsent(job, _ -> new HashSet<>()).add(pod.uid());
        }
        boolean gone = false;
        try {
            removeFinalizer(pod);
            gone = true;
        } finally {
            if (!gone) {
                observed(job, pod.uid()); // it still has it
            }
        }
    }

    /** A pod that is gone needs nothing any more. */
    void removeFinalizer(Pod pod) throws InterruptedException {
        ObjectValue metadata =
                ObjectValue.of("uid", pod.uid(), "$deleteFromPrimitiveList/finalizers", ListValue.of(Jobs.FINALIZER));
        try {
            Cause.deciding(
                    "let go of a pod that has been counted",
                    () -> client.patch(
                            Resources.PODS,
                            pod.key(),
                            Patch.strategic(ObjectValue.of("metadata", metadata)),
                            WriteOptions.NONE));
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND) && !e.is(Reason.CONFLICT)) {
                throw e; // otherwise it, or the pod of this uid, is gone
            }
        }
    }
}
