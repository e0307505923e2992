package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.pod.PodContainer.Role;
import dev.jukung.kubelet.pod.PodFacts.Ending;
import dev.jukung.model.Views;
import dev.jukung.model.core.v1.PodStatus;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes {@code status} of a pod from the facts: phase, conditions, container statuses, addresses. What others put in the
 * status (conditions of readiness gates, nominatedNodeName) is left as it is. Pure function.
 */
final class PodStatusBuilder {
    /** What the status says about the node. @param addresses of the node, the main one first */
    record NodeIdentity(String runtimeName, List<String> addresses) {}

    private final PodFacts facts;
    private final NodeIdentity node;
    private final List<PodContainer> containers;

    private PodStatusBuilder(PodFacts facts, NodeIdentity node) {
        this.facts = facts;
        this.node = node;
        this.containers = PodContainer.of(facts.pod().spec());
    }

    static PodStatus status(PodFacts facts, NodeIdentity node) {
        return new PodStatusBuilder(facts, node).build();
    }

    private PodStatus build() {
        PodStatus before = facts.pod().status();
        ContainerStatuses statuses = new ContainerStatuses(facts, node.runtimeName());
        List<ObjectValue> init = statuses(statuses, Role.INIT, Role.SIDECAR);
        List<ObjectValue> regular = statuses(statuses, Role.REGULAR);
        List<ObjectValue> ephemeral = statuses(statuses, Role.EPHEMERAL);
        String phase = phase(init, regular);
        ObjectValue tree = before.tree();
        long generation = facts.pod().metadata().generation().orElse(0);
        if (generation > 0) {
            tree = tree.with("observedGeneration", generation);
        }
        tree = tree.with("phase", phase);
        tree = reason(tree);
        tree = tree.with(
                "conditions",
                new PodConditions(facts, containers, phase, init, regular, generation)
                        .merged(before.tree().list("conditions")));
        tree = addresses(tree);
        tree = tree.with(
                "startTime", before.tree().text("startTime").orElseGet(() -> (String) Views.fromTime(facts.now())));
        tree = tree.with("qosClass", before.qosClass().orElseGet(() -> QualityOfService.of(
                        facts.pod().spec())
                .text()));
        tree = list(tree, "initContainerStatuses", init);
        tree = list(tree, "containerStatuses", regular);
        tree = list(tree, "ephemeralContainerStatuses", ephemeral);
        return new PodStatus(tree);
    }

    private List<ObjectValue> statuses(ContainerStatuses statuses, Role... roles) {
        List<ObjectValue> result = new ArrayList<>();
        for (PodContainer container : containers) {
            if (List.of(roles).contains(container.role())) {
                result.add(statuses.of(container));
            }
        }
        return result;
    }

    private static ObjectValue list(ObjectValue tree, String key, List<ObjectValue> items) {
        return items.isEmpty() ? tree.without(key) : tree.with(key, ListValue.copyOf(items));
    }

    private ObjectValue reason(ObjectValue tree) {
        Optional<Ending> decided =
                facts.ending().filter(ending -> !ending.reason().isEmpty());
        return decided.isEmpty()
                ? tree
                : tree.with("reason", decided.get().reason())
                        .with("message", decided.get().message());
    }

    private ObjectValue addresses(ObjectValue tree) {
        ObjectValue result =
                tree.with("hostIP", node.addresses().getFirst()).with("hostIPs", addressList(node.addresses()));
        List<String> addresses = facts.pod().spec().hostNetwork().orElse(false)
                ? facts.sandbox().isPresent() ? node.addresses() : List.of()
                : facts.sandbox().map(SandboxStatus::addresses).orElse(List.of());
        // A pod that has ended keeps the addresses it had.
        return addresses.isEmpty()
                ? result
                : result.with("podIP", addresses.getFirst()).with("podIPs", addressList(addresses));
    }

    private static ListValue addressList(List<String> addresses) {
        return ListValue.copyOf(
                addresses.stream().map(address -> ObjectValue.of("ip", address)).toList());
    }

    // --- phase

    private String phase(List<ObjectValue> init, List<ObjectValue> regular) {
        String before = facts.pod().status().phase().orElse("Pending");
        if (before.equals("Succeeded") || before.equals("Failed")) {
            return before; // once ended, always ended
        }
        Optional<String> decided = facts.ending().flatMap(Ending::phase);
        if (decided.isPresent()) {
            return decided.get();
        }
        String found = phaseOf(init, regular);
        boolean over = facts.ending().isPresent()
                && facts.containers().values().stream()
                        .flatMap(List::stream)
                        .noneMatch(dev.jukung.kubelet.container.ContainerStatus::running)
                && facts.starting().isEmpty();
        return over ? finalPhase(regular, found) : facts.ending().isPresent() && ended(found) ? before : found;
    }

    private static boolean ended(String phase) {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** When nothing runs any more and nothing will: how the containers ended decides, whatever the restart policy. */
    private static String finalPhase(List<ObjectValue> regular, String found) {
        if (ended(found)) {
            return found;
        }
        boolean allSucceeded = regular.stream()
                .allMatch(status -> status.object("state").has("terminated")
                        && status.object("state").object("terminated").integer("exitCode", -1) == 0);
        return allSucceeded ? "Succeeded" : "Failed";
    }

    private String phaseOf(List<ObjectValue> init, List<ObjectValue> regular) {
        String policy = facts.pod().spec().restartPolicy().orElse("Always");
        boolean initFailed = false;
        boolean initializing = false;
        List<PodContainer> inits = containers.stream()
                .filter(container -> container.role() == Role.INIT || container.role() == Role.SIDECAR)
                .toList();
        for (int i = 0; i < inits.size(); i++) {
            ObjectValue state = init.get(i).object("state");
            if (inits.get(i).role() == Role.SIDECAR) {
                initializing |= !init.get(i).flag("started", false) && !state.has("terminated");
            } else if (!state.has("terminated")) {
                initializing |= !init.get(i).object("lastState").has("terminated")
                        || state.has("running")
                        || state.has("waiting");
            } else if (state.object("terminated").integer("exitCode", 0) != 0) {
                initFailed = true;
                initializing = true;
            }
        }
        Tally tally = Tally.of(regular);
        if (initFailed && policy.equals("Never")) {
            return "Failed";
        }
        if (initializing && !anyStarted(regular)) {
            return "Pending";
        }
        if (tally.waiting() > 0) {
            return "Pending";
        }
        if (tally.running() > 0) {
            return "Running";
        }
        if (tally.stopped() == 0) {
            return "Pending";
        }
        return stopped(tally, regular);
    }

    private static boolean anyStarted(List<ObjectValue> regular) {
        return regular.stream()
                .anyMatch(status -> status.object("state").has("running")
                        || status.object("state").has("terminated")
                        || status.object("lastState").has("terminated"));
    }

    /** Every container has run and none runs now. */
    private String stopped(Tally tally, List<ObjectValue> regular) {
        boolean anyRestarts = containers.stream()
                .filter(container -> container.role() == Role.REGULAR)
                .anyMatch(container -> regular.stream()
                        .filter(status -> status.text("name", "").equals(container.name()))
                        .anyMatch(status -> !status.object("state").has("terminated")
                                || container.restartsAfter(facts.pod().spec(), (int) status.object("state")
                                        .object("terminated")
                                        .integer("exitCode", 0))));
        if (anyRestarts) {
            return "Running";
        }
        return tally.succeeded() == regular.size() ? "Succeeded" : "Failed";
    }

    /** How many containers are where. One that waits to be started again counts as stopped. */
    private record Tally(int waiting, int running, int stopped, int succeeded) {
        static Tally of(List<ObjectValue> statuses) {
            int waiting = 0;
            int running = 0;
            int stopped = 0;
            int succeeded = 0;
            for (ObjectValue status : statuses) {
                ObjectValue state = status.object("state");
                if (state.has("running")) {
                    running++;
                } else if (state.has("terminated")) {
                    stopped++;
                    succeeded += state.object("terminated").integer("exitCode", 0) == 0 ? 1 : 0;
                } else if (status.object("lastState").has("terminated")) {
                    stopped++;
                } else {
                    waiting++;
                }
            }
            return new Tally(waiting, running, stopped, succeeded);
        }
    }
}
