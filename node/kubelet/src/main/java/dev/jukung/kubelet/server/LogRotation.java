package dev.jukung.kubelet.server;

import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.RuntimeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of running containers from filling the disk: a log that has become too large is moved aside and packed, and
 * the oldest ones are removed. Looks every ten seconds while there are containers, as {@code containerLogMonitorInterval}. Thread-safe.
 */
public final class LogRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ContainerRuntime runtime;
    private final LogLimits limits;
    private final Clock clock;
    private final Faults faults;
    private final Thread thread;
    private final Map<String, Path> paths = new HashMap<>(); // confined to the thread, or to the test

    LogRotation(ContainerRuntime runtime, LogLimits limits, Clock clock, Faults faults) {
        this.runtime = runtime;
        this.limits = limits;
        this.clock = clock;
        this.faults = faults;
        this.thread = Thread.ofVirtual().name("log-rotation").unstarted(this::run);
    }

    /** Looks after the logs until {@link #close}. */
    public static LogRotation start(ContainerRuntime runtime, LogLimits limits, Clock clock, Faults faults) {
        LogRotation rotation = new LogRotation(runtime, limits, clock, faults);
        rotation.thread.start();
        return rotation;
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(INTERVAL);
                lookOrReport();
            }
        } catch (InterruptedException _) {
            LOG.trace("log rotation ends"); // close() asked for it
        }
    }

    private void lookOrReport() throws InterruptedException {
        try {
            look();
        } catch (RuntimeException bug) {
            faults.report("rotating logs", bug);
        }
    }

    /** Rotates what is too large now. */
    void look() throws InterruptedException {
        try {
            Set<String> running = runtime.containers().stream()
                    .filter(ContainerStatus::running)
                    .map(ContainerStatus::id)
                    .collect(Collectors.toSet());
            paths.keySet().retainAll(running);
            for (String id : running) {
                Optional<Path> path = path(id);
                if (path.isPresent() && Files.exists(path.get()) && Files.size(path.get()) > limits.bytes()) {
                    rotate(id, path.get());
                }
            }
        } catch (RuntimeFailure | IOException e) {
            LOG.warn("Failed to rotate container logs: {}", e.getMessage());
        }
    }

    private Optional<Path> path(String id) throws InterruptedException {
        if (!paths.containsKey(id)) {
            runtime.container(id)
                    .map(ContainerStatus::logPath)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> paths.put(id, Path.of(text)));
        }
        return Optional.ofNullable(paths.get(id));
    }

    private void rotate(String id, Path log) throws IOException, InterruptedException {
        RotatedLogs rotated = new RotatedLogs(log);
        rotated.removeLeftovers();
        rotated.keep(limits.files() - 2); // besides the one that is written and the one that is moved aside now
        rotated.pack();
        Path aside = rotated.moveAside(clock.now());
        try {
            runtime.reopenLog(id);
        } catch (RuntimeFailure e) {
            Files.move(aside, log); // the runtime still writes to it
            throw e;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
