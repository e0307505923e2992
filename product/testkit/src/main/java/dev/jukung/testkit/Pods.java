package dev.jukung.testkit;

import dev.jukung.kubelet.sim.SimulatedRuntime;
import java.util.List;
import java.util.function.Predicate;

/**
 * The processes that are not there. Containers run and are ready at once unless annotations of their Pod say otherwise
 * ({@code sim.jukung.dev/ready-after: 5s}, {@code exit-after}, {@code exit-code}, {@code never-ready} …); these calls make them
 * behave in the middle of a test. Settle or advance afterwards. Thread-safe.
 */
public final class Pods {
    private final List<SimulatedRuntime> runtimes;

    Pods(List<SimulatedRuntime> runtimes) {
        this.runtimes = runtimes;
    }

    /** Ends a running container as if its process had ended. */
    public void end(String namespace, String pod, String container, int exitCode) {
        somewhere(namespace, pod, container, runtime -> runtime.end(namespace, pod, container, exitCode));
    }

    /** Makes a running container pass, or fail, its readiness check. */
    public void ready(String namespace, String pod, String container, boolean ready) {
        somewhere(namespace, pod, container, runtime -> runtime.ready(namespace, pod, container, ready));
    }

    private void somewhere(String namespace, String pod, String container, Predicate<SimulatedRuntime> done) {
        if (runtimes.stream().noneMatch(done)) {
            throw new IllegalArgumentException(
                    "no container " + container + " of pod " + namespace + "/" + pod + " runs now");
        }
    }
}
