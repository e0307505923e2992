package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.node.MountTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes what a containerd did to the host. First the regular way (so that the network plugins give back addresses, rules and
 * links), then by force what the regular way left. Not thread-safe.
 */
final class ContainerdRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerdRemoval.class);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

    private final ContainerdSettings settings;
    private final List<String> left = new ArrayList<>();

    ContainerdRemoval(ContainerdSettings settings) {
        this.settings = settings;
    }

    /** What could not be undone, one line each. */
    List<String> left() {
        return List.copyOf(left);
    }

    /** Stops and removes all sandboxes, side by side. */
    void pods(ContainerRuntime runtime) throws InterruptedException {
        List<SandboxStatus> sandboxes;
        try {
            sandboxes = runtime.sandboxes();
        } catch (RuntimeFailure e) {
            left.add("pods: " + e.getMessage());
            return;
        }
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("remove-sandbox-", 0).factory())) {
            for (SandboxStatus sandbox : sandboxes) {
                threads.execute(() -> remove(runtime, sandbox));
            }
        }
    }

    private void remove(ContainerRuntime runtime, SandboxStatus sandbox) {
        try {
            runtime.stopSandbox(sandbox.id());
            runtime.removeSandbox(sandbox.id());
        } catch (RuntimeFailure e) {
            LOG.warn("Sandbox of pod {} could not be removed", sandbox.pod(), e);
            synchronized (this) {
                left.add("pod " + sandbox.pod() + ": " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By force, after the daemon has ended. */
    void host() throws InterruptedException {
        shims().forEach(ProcessHandle::destroyForcibly);
        for (Path mount : MountTable.below(settings.directory())) {
            run(List.of("umount", "--lazy", mount.toString()));
        }
        if (settings.cni().isPresent()) {
            String bridge = settings.cni().get().bridge();
            if (Files.exists(Path.of("/sys/class/net", bridge))) {
                run(List.of("ip", "link", "delete", bridge));
            }
        }
        delete(settings.directory());
    }

    private void run(List<String> command) throws InterruptedException {
        Commands.Result result = Commands.run(COMMAND_LIMIT, command);
        if (result.exitCode() != 0) {
            left.add(String.join(" ", command) + ": " + result.output());
        }
    }

    /** The shims of this containerd and the first processes of their containers: a shim names its containerd's socket. */
    private List<ProcessHandle> shims() {
        String socket = settings.socket().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    Optional<String> command = commandLine(process.pid());
                    return command.isPresent()
                            && command.get().contains("containerd-shim")
                            && command.get().contains(socket);
                })
                .flatMap(shim -> Stream.concat(shim.descendants(), Stream.of(shim)))
                .toList();
    }

    private static Optional<String> commandLine(long pid) {
        try {
            return Optional.of(
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8));
        } catch (IOException _) {
            return Optional.empty(); // it has ended meanwhile
        }
    }

    private void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            left.add("files: " + e);
        }
    }
}
