package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for more of a running container's log: until its directory changes or the container ends. For one thread. */
final class LogFollow implements LogReader.Growth, AutoCloseable {
    /**
     * A runtime says that a process has ended before it has taken all of its output; only the status comes after that. What
     * holds the output open longer than this delays the end of the log to the runtime's next event.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final String containerId;
    private final ContainerRuntime runtime;
    private final Clock clock;
    private final FileChanges.Interest file;
    private final RuntimeSignals.Interest end;
    private boolean changed; // guarded by this
    private boolean mayHaveEnded = true; // guarded by this
    private boolean ended; // guarded by this: the runtime has said so
    private final Clock.Timer again;

    LogFollow(
            String containerId,
            Path log,
            ContainerRuntime runtime,
            FileChanges files,
            RuntimeSignals signals,
            Clock clock)
            throws IOException {
        this.containerId = containerId;
        this.runtime = runtime;
        this.clock = clock;
        Path directory = log.getParent();
        if (directory == null) {
            throw new IOException(log + " is in no directory");
        }
        this.file = files.watch(directory, this::changed);
        this.end = signals.onEnd(containerId, this::ended);
        // Its end may have been told just before, and its status may not tell it yet.
        this.again = clock.after(SECOND_LOOK, () -> ended(false));
    }

    private synchronized void changed() {
        changed = true;
        notifyAll();
    }

    private synchronized void ended(boolean certain) {
        mayHaveEnded = true;
        ended |= certain;
        notifyAll();
    }

    @Override
    public boolean await() throws InterruptedException {
        boolean look;
        boolean told;
        synchronized (this) {
            while (!changed && !mayHaveEnded) {
                wait();
            }
            look = mayHaveEnded;
            told = ended;
            mayHaveEnded = false;
            changed = false;
        }
        if (!look) {
            return true;
        }
        return told ? !hasEndedBy(PATIENCE) : runs();
    }

    private boolean hasEndedBy(Duration patience) throws InterruptedException {
        long deadline = clock.nanos() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (runs()) {
            if (clock.nanos() - deadline > 0) {
                return false;
            }
            clock.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return true;
    }

    private boolean runs() throws InterruptedException {
        return runtime.container(containerId)
                .map(ContainerStatus::state)
                .map(state -> state instanceof ContainerStatus.State.Running
                        || state instanceof ContainerStatus.State.Created)
                .orElse(false);
    }

    @Override
    public void close() {
        again.cancel();
        file.close();
        end.close();
    }
}
