package dev.jukung.scheduler;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.ContainerPort;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the scheduler needs of a pod, taken out of it once. Immutable. */
public final class PodFacts {
    /** What a pod that requests nothing counts as when nodes are compared (kube-scheduler's defaults). */
    private static final long DEFAULT_MILLI_CPU = 100;

    private static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

    /** A port that a pod takes on its node. */
    public record HostPort(String address, String protocol, int port) {
        private static final String ANY = "0.0.0.0";

        /** Whether both cannot be on one node. */
        public boolean conflictsWith(HostPort that) {
            boolean sameAddress = address.equals(that.address) || address.equals(ANY) || that.address.equals(ANY);
            return port == that.port && protocol.equals(that.protocol) && sameAddress;
        }
    }

    private final Pod pod;
    private final Amounts requests;
    private final Amounts scoredRequests;
    private final List<HostPort> hostPorts;
    private final List<Toleration> tolerations;
    private final List<String> images;
    private final int priority;

    public PodFacts(Pod pod) {
        this.pod = pod;
        requests = requestsOf(pod);
        scoredRequests = new Amounts(
                requests.milliCpu() == 0 ? DEFAULT_MILLI_CPU : requests.milliCpu(),
                requests.memory() == 0 ? DEFAULT_MEMORY : requests.memory(),
                requests.storage(),
                requests.pods(),
                requests.others());
        hostPorts = hostPortsOf(pod);
        tolerations = List.copyOf(pod.spec().tolerations());
        images = pod.spec().containers().stream()
                .map(container -> container.image().orElse(""))
                .toList();
        priority = pod.spec().priority().orElse(0);
    }

    /** Containers run together; init containers one after the other, beside the sidecars started before them. */
    private static Amounts requestsOf(Pod pod) {
        Amounts running = Amounts.NONE;
        for (Container container : pod.spec().containers()) {
            running = running.plus(requestsOf(container));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Container container : pod.spec().initContainers()) {
            if (container.restartPolicy().equals(Optional.of("Always"))) {
                sidecars = sidecars.plus(requestsOf(container));
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(requestsOf(container)));
            }
        }
        Amounts total =
                running.plus(sidecars).max(starting).plus(Amounts.of(pod.spec().overhead()));
        return total.plus(new Amounts(0, 0, 0, 1, java.util.Map.of())); // it takes a slot, whatever it requests
    }

    private static Amounts requestsOf(Container container) {
        return container
                .resources()
                .map(resources -> Amounts.of(resources.requests()))
                .orElse(Amounts.NONE);
    }

    private static List<HostPort> hostPortsOf(Pod pod) {
        List<HostPort> ports = new ArrayList<>();
        for (Container container : pod.spec().containers()) {
            for (ContainerPort port : container.ports()) {
                int number = port.hostPort().orElse(0);
                if (number > 0) {
                    ports.add(new HostPort(
                            port.hostIP().filter(address -> !address.isEmpty()).orElse(HostPort.ANY),
                            port.protocol().orElse("TCP"),
                            number));
                }
            }
        }
        return List.copyOf(ports);
    }

    public Pod pod() {
        return pod;
    }

    public ObjectKey key() {
        return pod.key();
    }

    public String uid() {
        return pod.uid();
    }

    /** What it requests, including the slot that every pod takes. */
    public Amounts requests() {
        return requests;
    }

    /** {@link #requests} with defaults where it requests nothing; for comparing nodes only. */
    public Amounts scoredRequests() {
        return scoredRequests;
    }

    public List<HostPort> hostPorts() {
        return hostPorts;
    }

    public List<Toleration> tolerations() {
        return tolerations;
    }

    public List<String> images() {
        return images;
    }

    public int priority() {
        return priority;
    }

    /** The node it is bound to; empty while it waits. */
    public String nodeName() {
        return pod.spec().nodeName().orElse("");
    }

    @Override
    public String toString() {
        return pod.key().toString();
    }
}
