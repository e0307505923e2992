package dev.jukung.kubelet.cri;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.RuntimeFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own containerd: a child process with its own root, state and socket, so that it shares nothing with one the
 * system may run. A containerd left over from a killed predecessor is taken over. One that dies is started again; the
 * containers live on meanwhile, as their shims are processes of their own.
 *
 * <p>{@link #close} ends the daemon only. {@link #removeEverything} ends the containers too and undoes what was done to the
 * host. Thread-safe.
 */
public final class Containerd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Containerd.class);
    /** containerd starts in a quarter of a second; on a loaded machine with a cold disk it takes longer. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
    private static final Duration READY_CHECK = Duration.ofMillis(10);
    /** Changes only when the program in it changes. */
    public static final String PAUSE_IMAGE = "jukung.dev/pause:1";

    private final ContainerdSettings settings;
    private final Clock clock;
    private final CriRuntime runtime;
    // Guarded by this.
    private ProcessHandle process;
    private boolean closed;

    private Containerd(ContainerdSettings settings, Clock clock, ProcessHandle process) {
        this.settings = settings;
        this.clock = clock;
        this.process = process;
        this.runtime = new CriRuntime(new CriConnection(settings.socket()), clock);
        watch(process);
    }

    /** Starts containerd, or takes over the one that runs for this directory, and waits until it answers. */
    public static Containerd start(ContainerdSettings settings, Clock clock) throws InterruptedException {
        writeFiles(settings);
        ProcessHandle process = running(settings).orElseGet(() -> launch(settings));
        Containerd containerd = new Containerd(settings, clock, process);
        try {
            containerd.awaitReady();
            containerd.importPauseImage();
            return containerd;
        } catch (RuntimeException | InterruptedException e) {
            containerd.close();
            throw e;
        }
    }

    /** The runtime that this containerd serves; closed with it. */
    public CriRuntime runtime() {
        return runtime;
    }

    public ContainerdSettings settings() {
        return settings;
    }

    private static void writeFiles(ContainerdSettings settings) {
        Path plugins = ContainerdSettings.pluginDirectory()
                .orElseThrow(() -> new IllegalStateException(
                        "no network plugins found; install them: apt-get install containernetworking-plugins"));
        try {
            Files.createDirectories(settings.cniDirectory());
            Files.createDirectories(settings.registryDirectory());
            Files.writeString(
                    settings.configFile(),
                    ContainerdFiles.config(
                            settings,
                            PAUSE_IMAGE,
                            plugins,
                            false,
                            HostFacts.hasCapability(HostFacts.CAP_SYS_RESOURCE)));
            if (settings.cni().isPresent()) {
                boolean hostPorts = Files.isExecutable(plugins.resolve("portmap"))
                        && HostFacts.program("iptables").isPresent();
                Files.write(
                        settings.cniDirectory().resolve("10-jukung.conflist"),
                        ContainerdFiles.network(
                                settings.cni().get(), settings.directory().resolve("cni/addresses"), hostPorts));
            }
            for (Map.Entry<String, String> mirror : settings.mirrors().entrySet()) {
                Path directory = settings.registryDirectory().resolve(mirror.getKey());
                Files.createDirectories(directory);
                Files.writeString(
                        directory.resolve("hosts.toml"), ContainerdFiles.mirror(mirror.getKey(), mirror.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pidFile(ContainerdSettings settings) {
        return settings.directory().resolve("containerd.pid");
    }

    /** The containerd that a predecessor of this process started for the same directory, if it is alive. */
    static Optional<ProcessHandle> running(ContainerdSettings settings) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile(settings)).strip());
            String command = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return command.contains(settings.configFile().toString()) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException | NumberFormatException _) {
            return Optional.empty(); // no file, or no such process: nothing runs
        }
    }

    private static ProcessHandle launch(ContainerdSettings settings) {
        String binary = HostFacts.program("containerd")
                .orElseThrow(
                        () -> new IllegalStateException("containerd not found; install it: apt-get install containerd"))
                .toString();
        try {
            Files.deleteIfExists(settings.socket());
            // A session of its own, so that Ctrl-C in the terminal does not end it before we do.
            Process process = new ProcessBuilder(
                            "setsid", binary, "--config", settings.configFile().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(settings.logFile().toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            Files.writeString(pidFile(settings), Long.toString(process.pid()));
            return process.toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException("containerd could not be started", e);
        }
    }

    private void watch(ProcessHandle watched) {
        watched.onExit().thenAccept(this::ended);
    }

    private synchronized void ended(ProcessHandle gone) {
        if (closed || !gone.equals(process)) {
            return;
        }
        LOG.error("containerd ended unexpectedly, starting it again; its last words: {}", lastWords());
        clock.after(RESTART_DELAY, this::restart);
    }

    private synchronized void restart() {
        if (!closed) {
            process = launch(settings);
            watch(process);
        }
    }

    private void awaitReady() throws InterruptedException {
        long end = clock.nanos() + START_LIMIT.toNanos();
        while (true) {
            try {
                if (Files.exists(settings.socket())) {
                    runtime.version();
                    return;
                }
            } catch (RuntimeFailure e) {
                if (clock.nanos() > end) {
                    throw e;
                }
            }
            synchronized (this) {
                if (!process.isAlive() || clock.nanos() > end) {
                    throw new IllegalStateException("containerd did not start: " + lastWords());
                }
            }
            clock.sleep(READY_CHECK);
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(settings.logFile(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    private void importPauseImage() throws InterruptedException {
        if (runtime.images().image(PAUSE_IMAGE).isEmpty()) {
            Path archive = settings.directory().resolve("pause.tar");
            try (OutputStream out = Files.newOutputStream(archive)) {
                ImageArchive.pause(PAUSE_IMAGE, System.getProperty("os.arch")).writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            importImage(archive);
        }
    }

    /** Imports the images of an archive: docker's or OCI's layout, plain or compressed. Gives the names of the images. */
    public List<String> importImage(Path archive) throws InterruptedException {
        return new ContainerdImages(settings).load(archive);
    }

    @Override
    public void close() {
        ProcessHandle running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = process;
        }
        runtime.close();
        end(running);
    }

    private void end(ProcessHandle running) {
        running.destroy();
        try {
            running.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            LOG.warn("containerd did not end within {}, killing it", STOP_LIMIT);
            running.destroyForcibly();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Files.deleteIfExists(pidFile(settings));
        } catch (IOException e) {
            LOG.warn("{} could not be removed", pidFile(settings), e);
        }
    }

    /**
     * Ends all pods, the daemon, and what it left: shims, mounts, network namespaces, the bridge, files. Whatever cannot be
     * undone is said in the result; an empty result means that nothing is left.
     */
    public List<String> removeEverything() throws InterruptedException {
        ContainerdRemoval removal = new ContainerdRemoval(settings);
        removal.pods(runtime);
        close();
        removal.host();
        return removal.left();
    }

    /**
     * {@link #removeEverything} for a directory whose containerd may not run any more: it is started once more, so that the
     * network plugins are told; where that cannot be, everything goes by force.
     */
    public static List<String> remove(ContainerdSettings settings, Clock clock) throws InterruptedException {
        if (!Files.exists(settings.directory())) {
            return List.of();
        }
        try {
            return start(settings, clock).removeEverything();
        } catch (IllegalStateException | UncheckedIOException | RuntimeFailure e) {
            LOG.warn("containerd cannot be started to end its pods; removing them by force", e);
            running(settings).ifPresent(ProcessHandle::destroyForcibly);
            ContainerdRemoval removal = new ContainerdRemoval(settings);
            removal.host();
            return removal.left();
        }
    }
}
