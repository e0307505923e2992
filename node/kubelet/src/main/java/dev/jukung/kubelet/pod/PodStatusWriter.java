package dev.jukung.kubelet.pod;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodStatus;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the status of one pod to the API server, on a thread of its own, so that containers do not wait for the network. Only the
 * newest status is written; a write that fails is tried again. When somebody else wrote the pod meanwhile the newest pod is told,
 * so that the status is computed anew. Thread-safe.
 */
final class PodStatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PodStatusWriter.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** @param delete whether the pod is deleted from the API once its status is there */
    private record Wanted(Pod pod, PodStatus status, Cause cause, boolean delete) {}

    private final PodApi api;
    private final Clock clock;
    private final Faults faults;
    private final Consumer<Pod> newer;
    // Guarded by this.
    private @Nullable Wanted wanted;
    private @Nullable Thread writing;
    private boolean closed;
    private @Nullable Pod latest;
    // Confined to the writing thread, of which there is one at a time.
    private ObjectValue asked = ObjectValue.EMPTY;
    private ObjectValue answered = ObjectValue.EMPTY;
    private Clock.Timer retry = () -> {};

    /** @param newer told the pod as it is at the API after each write, and when it turned out to be newer than thought */
    PodStatusWriter(PodApi api, Clock clock, Faults faults, Consumer<Pod> newer) {
        this.api = api;
        this.clock = clock;
        this.faults = faults;
        this.newer = newer;
    }

    /** Writes the status soon; it replaces one that waits. */
    void write(Pod pod, PodStatus status, Cause cause) {
        put(new Wanted(pod, status, cause, false));
    }

    /** Writes the last status and deletes the pod from the API. */
    void writeAndDelete(Pod pod, PodStatus status, Cause cause) {
        put(new Wanted(pod, status, cause, true));
    }

    private synchronized void put(Wanted next) {
        wanted = next;
        start();
    }

    private synchronized void start() {
        if (writing == null && !closed && wanted != null) {
            Clock.Hold hold = clock.hold();
            writing = Thread.ofVirtual().name("pod-status").start(() -> {
                try (hold) {
                    run();
                }
            });
        }
    }

    void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            wanted = null;
            retry.cancel();
            running = writing;
        }
        if (running != null) {
            running.interrupt();
        }
    }

    private synchronized @Nullable Wanted take() {
        Wanted next = wanted;
        wanted = null;
        if (next == null) {
            writing = null;
        }
        return next;
    }

    private void run() {
        try {
            boolean done = true;
            for (Wanted next = take(); next != null && done; next = done ? take() : null) {
                Wanted work = next;
                done = ScopedValue.where(Cause.CURRENT, work.cause())
                        .<Boolean, InterruptedException>call(() -> writeOne(work));
            }
        } catch (InterruptedException _) {
            LOG.trace("status writer ends"); // close() asked for it
        } catch (RuntimeException bug) {
            faults.report("writing the status of a pod", bug);
            synchronized (this) {
                writing = null;
            }
        }
    }

    /** The newer of what the caller and this writer know. */
    private synchronized Pod latest(Pod known) {
        return latest != null && PodVersions.newer(latest, known) ? latest : known;
    }

    private void learned(Pod pod) {
        synchronized (this) {
            latest = pod;
        }
        newer.accept(pod);
    }

    /** Tells whether to go on; after a failure a timer does. */
    private boolean writeOne(Wanted work) throws InterruptedException {
        Pod pod = latest(work.pod());
        try {
            Optional<ObjectValue> patch = StatusPatch.between(pod, work.status());
            // A server may keep a value in another form than it was sent; asking again would change nothing.
            boolean again =
                    work.status().tree().equals(asked) && pod.status().tree().equals(answered);
            if (patch.isPresent() && !again) {
                Optional<Pod> written = api.patchStatus(pod, patch.get());
                if (written.isPresent()) {
                    asked = work.status().tree();
                    answered = written.get().status().tree();
                    learned(written.get());
                }
            }
            if (work.delete()) {
                api.delete(pod);
            }
            return true;
        } catch (ApiException e) {
            return failed(work, e);
        }
    }

    private boolean failed(Wanted work, ApiException e) throws InterruptedException {
        if (e.is(Reason.NOT_FOUND)) {
            return true; // deleted meanwhile; the worker hears of it
        }
        if (e.is(Reason.CONFLICT)) {
            api.find(work.pod()).ifPresent(this::learned);
            return true;
        }
        LOG.warn("Failed to update status for pod {}: {}", work.pod().key(), e.getMessage());
        synchronized (this) {
            if (closed || wanted != null) {
                return !closed;
            }
            wanted = work;
            writing = null; // this thread ends; the timer starts another
            retry = clock.after(RETRY, this::start);
            return false;
        }
    }
}
