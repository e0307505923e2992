package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.pod.PodVolumes.Placed;
import dev.jukung.kubelet.pod.PodVolumes.VolumeException;
import dev.jukung.model.core.v1.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the volumes of one pod beside everything else, tries again while that fails, and sets them up again when something they show has
 * changed. A thread exists only while there is work. Thread-safe.
 */
final class VolumeSetup {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeSetup.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration MAX_DELAY = Duration.ofSeconds(122);

    private final PodVolumes volumes;
    private final Clock clock;
    private final Faults faults;
    private final Consumer<String> failed;
    private final Runnable changed;
    // Guarded by this.
    private Pod pod;
    private boolean wanted;
    private boolean closed;
    private int failures;
    private @Nullable Map<String, Path> placed;
    private @Nullable Thread working;
    private Clock.Timer timer = () -> {};

    /**
     * @param failed told the message of each failure
     * @param changed told when the volumes have been set up
     */
    VolumeSetup(PodVolumes volumes, Pod pod, Clock clock, Faults faults, Consumer<String> failed, Runnable changed) {
        this.volumes = volumes;
        this.pod = pod;
        this.clock = clock;
        this.faults = faults;
        this.failed = failed;
        this.changed = changed;
    }

    /** Something that the volumes show has changed, or this is the first time. */
    synchronized void refresh(Pod newest) {
        pod = newest;
        wanted = true;
        start();
    }

    private synchronized void again() {
        wanted = true;
        start();
    }

    private synchronized void start() {
        if (working == null && !closed && wanted) {
            timer.cancel();
            Clock.Hold hold = clock.hold();
            working = Thread.ofVirtual().name("volumes-" + pod.name()).start(() -> {
                try (hold) {
                    run();
                }
            });
        }
    }

    /** Where the volumes are, once they are there. */
    synchronized Map<String, Path> paths() {
        return placed == null ? Map.of() : placed;
    }

    /** Whether containers have to wait. */
    synchronized boolean ready() {
        return placed != null;
    }

    /** Gives up; nothing is set up any more when it returns. */
    void close() throws InterruptedException {
        Thread running;
        synchronized (this) {
            closed = true;
            timer.cancel();
            running = working;
        }
        if (running != null) {
            running.interrupt();
            running.join();
        }
    }

    private synchronized @Nullable Pod take() {
        if (!wanted || closed) {
            working = null;
            return null;
        }
        wanted = false;
        return pod;
    }

    private void run() {
        for (Pod now = take(); now != null; now = take()) {
            try {
                Placed result = volumes.setUp(now);
                done(result);
            } catch (VolumeException e) {
                failed.accept(e.getMessage());
                retry();
            } catch (InterruptedException _) {
                LOG.trace("volumes of {} are given up", now.name()); // close() asked for it
            } catch (RuntimeException bug) {
                faults.report("setting up the volumes of pod " + now.key(), bug);
                retry();
            }
        }
    }

    private synchronized void done(Placed result) {
        placed = result.paths();
        failures = 0;
        changed.run();
        Optional<Instant> refreshAt = result.refreshAt();
        refreshAt.ifPresent(at -> timer = clock.after(Duration.between(clock.now(), at), this::again));
    }

    private synchronized void retry() {
        failures++;
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures - 1, 8));
        timer = clock.after(delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY, this::again);
    }
}
