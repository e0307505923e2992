package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerRuntime.ExecResult;
import dev.jukung.kubelet.container.HeldWork;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.probes.HttpGet;
import dev.jukung.kubelet.probes.HttpTargets;
import dev.jukung.model.core.v1.HTTPGetAction;
import dev.jukung.model.core.v1.LifecycleHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Runs postStart and preStop hooks. Thread-safe; blocks while the hook runs; interruptible. */
final class LifecycleHooks {
    /** As Kubernetes' client for HTTP hooks. */
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

    private final ContainerRuntime runtime;
    private final Clock clock;

    LifecycleHooks(ContainerRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    /** Runs the hook and gives what went wrong; empty when nothing did. */
    Optional<String> run(
            PodContainer container, String containerId, LifecycleHandler hook, String podAddress, Duration limit)
            throws InterruptedException {
        if (hook.exec().isPresent()) {
            return exec(containerId, hook, limit);
        }
        if (hook.httpGet().isPresent()) {
            return get(container, hook.httpGet().get(), podAddress, limit);
        }
        if (hook.sleep().isPresent()) {
            Duration sleep = Duration.ofSeconds(hook.sleep().get().seconds());
            HeldWork.sleep(clock, sleep.compareTo(limit) < 0 ? sleep : limit);
            return Optional.empty();
        }
        return Optional.of("invalid handler: " + hook.tree());
    }

    private Optional<String> exec(String containerId, LifecycleHandler hook, Duration limit)
            throws InterruptedException {
        try {
            ExecResult result =
                    runtime.exec(containerId, hook.exec().orElseThrow().command(), limit);
            return result.exitCode() == 0
                    ? Optional.empty()
                    : Optional.of("command '"
                            + String.join(" ", hook.exec().get().command()) + "' exited with " + result.exitCode()
                            + ": " + new String(result.stderr(), StandardCharsets.UTF_8).strip());
        } catch (RuntimeFailure e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> get(
            PodContainer container, HTTPGetAction action, String podAddress, Duration limit) {
        try {
            HttpGet.Result result = HttpGet.get(
                    HttpTargets.uri(container.spec(), action, podAddress),
                    HttpTargets.headers(action, "kube-lifecycle/1.36"),
                    HTTP_TIMEOUT.compareTo(limit) < 0 ? HTTP_TIMEOUT : limit);
            return switch (result) {
                case HttpGet.Result.Answer(int status, String body) ->
                    status >= 400 ? Optional.of("HTTP hook answered " + status + ": " + body) : Optional.empty();
                case HttpGet.Result.Failed(String message) -> Optional.of(message);
            };
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
