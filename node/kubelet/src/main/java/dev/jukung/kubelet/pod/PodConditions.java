package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.pod.PodContainer.Role;
import dev.jukung.model.Views;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Computes the conditions that the kubelet owns, with Kubernetes' reasons and messages. Pure functions. */
final class PodConditions {
    /** The kubelet's own; all others are somebody else's. */
    private static final Set<String> OWNED =
            Set.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    /** Reason and message may be empty. */
    private record Condition(String type, boolean status, String reason, String message) {}

    private final PodFacts facts;
    private final List<PodContainer> containers;
    private final String phase;
    private final List<ObjectValue> init;
    private final List<ObjectValue> regular;
    private final long generation;

    PodConditions(
            PodFacts facts,
            List<PodContainer> containers,
            String phase,
            List<ObjectValue> init,
            List<ObjectValue> regular,
            long generation) {
        this.facts = facts;
        this.containers = containers;
        this.phase = phase;
        this.init = init;
        this.regular = regular;
        this.generation = generation;
    }

    /** The conditions before with ours in place of their predecessors; a condition that did not flip keeps its time. */
    ListValue merged(ListValue before) {
        Condition containersReady = containersReady();
        List<Condition> ours = List.of(
                new Condition("PodReadyToStartContainers", facts.sandboxReady(), "", ""),
                initialized(),
                ready(containersReady, before),
                containersReady,
                new Condition("PodScheduled", true, "", ""));
        List<Object> merged = new ArrayList<>();
        for (Condition condition : ours) {
            merged.add(timed(condition, find(before, condition.type())));
        }
        for (ObjectValue foreign : before.objects()) {
            if (ours.stream().noneMatch(condition -> condition.type().equals(foreign.text("type", "")))) {
                merged.add(foreign);
            }
        }
        return ListValue.copyOf(merged);
    }

    /** Our conditions of {@code wanted} among the foreign ones of {@code now}; what did not flip keeps its time. */
    static ListValue rebased(ListValue wanted, ListValue now) {
        List<Object> merged = new ArrayList<>();
        for (ObjectValue condition : wanted.objects()) {
            String type = condition.text("type", "");
            if (OWNED.contains(type)) {
                boolean same = find(now, type)
                        .filter(old -> old.text("status", "").equals(condition.text("status", "")))
                        .isPresent();
                merged.add(
                        same
                                ? condition.with(
                                        "lastTransitionTime",
                                        find(now, type).get().text("lastTransitionTime", ""))
                                : condition);
            }
        }
        now.objects().stream()
                .filter(condition -> !OWNED.contains(condition.text("type", "")))
                .forEach(merged::add);
        return ListValue.copyOf(merged);
    }

    private static Optional<ObjectValue> find(ListValue conditions, String type) {
        return conditions.objects().stream()
                .filter(condition -> condition.text("type", "").equals(type))
                .findFirst();
    }

    private ObjectValue timed(Condition condition, Optional<ObjectValue> before) {
        String status = condition.status() ? "True" : "False";
        ObjectValue.Builder value = ObjectValue.builder().set("type", condition.type());
        if (generation > 0) {
            value.set("observedGeneration", generation);
        }
        value.set("status", status).set("lastProbeTime", NullValue.NULL);
        boolean same = before.map(old -> old.text("status", "").equals(status)).orElse(false);
        value.set(
                "lastTransitionTime", same ? before.get().text("lastTransitionTime", "") : Views.fromTime(facts.now()));
        if (!condition.reason().isEmpty()) {
            value.set("reason", condition.reason());
        }
        if (!condition.message().isEmpty()) {
            value.set("message", condition.message());
        }
        return value.build();
    }

    private Condition initialized() {
        List<PodContainer> inits = containers.stream()
                .filter(container -> container.role() == Role.INIT || container.role() == Role.SIDECAR)
                .toList();
        if (phase.equals("Succeeded")) {
            return new Condition("Initialized", true, "PodCompleted", "");
        }
        boolean anyStarted = regular.stream()
                .anyMatch(status -> status.flag("started", false)
                        || status.object("state").has("running")
                        || status.object("lastState").has("terminated"));
        List<String> incomplete = new ArrayList<>();
        for (int i = 0; i < inits.size(); i++) {
            boolean done = inits.get(i).role() == Role.SIDECAR
                    ? init.get(i).flag("started", false)
                    : init.get(i).flag("ready", false);
            if (!done) {
                incomplete.add(inits.get(i).name());
            }
        }
        return anyStarted || incomplete.isEmpty()
                ? new Condition("Initialized", true, "", "")
                : new Condition(
                        "Initialized",
                        false,
                        "ContainersNotInitialized",
                        "containers with incomplete status: " + goList(incomplete));
    }

    private Condition containersReady() {
        if (phase.equals("Succeeded")) {
            return new Condition("ContainersReady", false, "PodCompleted", "");
        }
        if (phase.equals("Failed")) {
            return new Condition("ContainersReady", false, "PodFailed", "");
        }
        List<String> sidecars = containers.stream()
                .filter(container -> container.role() == Role.SIDECAR)
                .map(PodContainer::name)
                .toList();
        List<String> unready = Stream.concat(
                        init.stream().filter(status -> sidecars.contains(status.text("name", ""))), regular.stream())
                .filter(status -> !status.flag("ready", false))
                .map(status -> status.text("name", ""))
                .toList();
        return unready.isEmpty()
                ? new Condition("ContainersReady", true, "", "")
                : new Condition(
                        "ContainersReady",
                        false,
                        "ContainersNotReady",
                        "containers with unready status: " + goList(unready));
    }

    private Condition ready(Condition containersReady, ListValue before) {
        if (!containersReady.status()) {
            return new Condition("Ready", false, containersReady.reason(), containersReady.message());
        }
        List<String> closed = new ArrayList<>();
        facts.pod().spec().readinessGates().forEach(gate -> {
            Optional<ObjectValue> condition = find(before, gate.conditionType());
            String status = condition.map(found -> found.text("status", "")).orElse("");
            if (condition.isEmpty()) {
                closed.add("corresponding condition of pod readiness gate \"" + gate.conditionType()
                        + "\" does not exist.");
            } else if (!status.equals("True")) {
                closed.add("the status of pod readiness gate \"" + gate.conditionType() + "\" is not \"True\", but "
                        + status);
            }
        });
        return closed.isEmpty()
                ? new Condition("Ready", true, "", "")
                : new Condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", closed));
    }

    /** As Go prints a list. */
    private static String goList(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }
}
