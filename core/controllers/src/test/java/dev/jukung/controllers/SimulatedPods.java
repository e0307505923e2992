package dev.jukung.controllers;

import dev.jukung.base.Clock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Affinity;
import dev.jukung.model.core.v1.ContainerState;
import dev.jukung.model.core.v1.ContainerStateTerminated;
import dev.jukung.model.core.v1.ContainerStatus;
import dev.jukung.model.core.v1.NodeAffinity;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import dev.jukung.model.core.v1.PodIP;
import dev.jukung.model.core.v1.PodStatus;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** A scheduler and a kubelet by rule: pods are bound to their node, become Running and Ready, and go when they are deleted. */
public final class SimulatedPods implements Reconciler<ObjectKey>, AutoCloseable {
    private final ApiClient client;
    private final SimulatedNodes nodes;
    private final Clock clock;
    private final Lister<Pod> pods;
    private final ControllerLoop<ObjectKey> loop;
    private final AtomicInteger addresses = new AtomicInteger();
    private volatile Predicate<Pod> becomesReady = _ -> true;
    private volatile Function<Pod, String> ends = _ -> "";
    private volatile Duration runs = Duration.ofSeconds(10);
    private volatile Duration deletionTakes = Duration.ZERO;

    SimulatedPods(ApiClient client, SimulatedNodes nodes, Informers informers, Surroundings surroundings) {
        this.client = client;
        this.nodes = nodes;
        this.clock = surroundings.clock();
        Informer<Pod> informer = informers.of(Resources.PODS);
        pods = informer.lister();
        loop = new ControllerLoop<>("simulated-pods", this, surroundings);
        informer.handle(change -> loop.add(change.object().key(), change.trigger()));
        loop.start(2);
    }

    /** Pods for which this does not hold stay Running without being Ready. */
    public void readyIf(Predicate<Pod> rule) {
        becomesReady = rule;
        pods.all().forEach(pod -> loop.add(pod.key()));
    }

    /** Pods for which the rule gives a phase end with it after {@code runtime}; a {@code Failed} one with exit code 1. */
    public void endAs(Duration runtime, Function<Pod, String> rule) {
        runs = runtime;
        ends = rule;
        pods.all().forEach(pod -> loop.add(pod.key()));
    }

    public void deletionTakes(Duration duration) {
        deletionTakes = duration;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.find(key);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Pod pod = found.get();
        if (pod.spec().nodeName().filter(nodes::isSilent).isPresent()) {
            return Outcome.SETTLED; // its kubelet is down
        }
        if (pod.deleting()) {
            return delete(pod);
        }
        if (pod.spec().nodeName().isEmpty()) {
            client.postSubresource(
                    Resources.PODS,
                    key,
                    "binding",
                    ObjectValue.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "Binding",
                            "metadata",
                            ObjectValue.of("name", key.name(), "namespace", key.namespace()),
                            "target",
                            ObjectValue.of("apiVersion", "v1", "kind", "Node", "name", node(pod))));
            return Outcome.SETTLED;
        }
        String ready = becomesReady.test(pod) ? "True" : "False";
        String before = pod.status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .map(PodCondition::status)
                .findFirst()
                .orElse("");
        if (!ready.equals(before)
                && !List.of("Succeeded", "Failed").contains(pod.status().phase().orElse(""))) {
            client.updateStatus(Resources.PODS, pod.withStatus(running(pod, ready)));
            return Outcome.SETTLED;
        }
        String phase = ends.apply(pod);
        if (phase.isEmpty() || !pod.status().phase().filter("Running"::equals).isPresent()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(
                clock.now(), pod.status().startTime().orElseThrow().plus(runs));
        if (left.isPositive()) {
            return new Outcome.CheckAgain(left);
        }
        end(pod, phase);
        return Outcome.SETTLED;
    }

    /** The one that its affinity names, as a DaemonSet's does, or node-1. */
    private static String node(Pod pod) {
        return pod.spec()
                .affinity()
                .flatMap(Affinity::nodeAffinity)
                .flatMap(NodeAffinity::requiredDuringSchedulingIgnoredDuringExecution)
                .map(required -> required.nodeSelectorTerms().getFirst().matchFields())
                .filter(fields -> !fields.isEmpty())
                .map(fields -> fields.getFirst().values().getFirst())
                .orElse("node-1");
    }

    private Outcome delete(Pod pod) throws InterruptedException {
        Duration left = Duration.between(
                        clock.now(), pod.metadata().deletionTimestamp().orElseThrow())
                .minusSeconds(pod.metadata().deletionGracePeriodSeconds().orElse(0))
                .plus(deletionTakes);
        if (left.isPositive()) {
            return new Outcome.CheckAgain(left);
        }
        client.delete(Resources.PODS, pod.key(), DeleteOptions.grace(0).onlyUid(pod.uid()));
        return Outcome.SETTLED;
    }

    private PodStatus running(Pod pod, String ready) {
        String ip = pod.status().podIP().orElseGet(() -> "10.0.0." + addresses.incrementAndGet());
        return pod.status()
                .withPhase("Running")
                .withPodIP(ip)
                .withPodIPs(List.of(PodIP.EMPTY.withIp(ip)))
                .withStartTime(clock.now())
                .withConditions(List.of(
                        PodCondition.EMPTY.withType("Ready").withStatus(ready).withLastTransitionTime(clock.now())));
    }

    /** The pod ends, with {@code Succeeded} or {@code Failed}. */
    public void end(Pod pod, String phase) throws InterruptedException {
        ContainerStateTerminated ended = ContainerStateTerminated.EMPTY
                .withExitCode(phase.equals("Failed") ? 1 : 0)
                .withFinishedAt(clock.now());
        List<ContainerStatus> containers = pod.spec().containers().stream()
                .map(container -> ContainerStatus.EMPTY
                        .withName(container.name())
                        .withImage("")
                        .withImageID("")
                        .withReady(false)
                        .withRestartCount(0)
                        .withState(ContainerState.EMPTY.withTerminated(ended)))
                .toList();
        PodCondition notReady =
                PodCondition.EMPTY.withType("Ready").withStatus("False").withLastTransitionTime(clock.now());
        client.updateStatus(
                Resources.PODS,
                pod.withStatus(pod.status()
                        .withPhase(phase)
                        .withContainerStatuses(containers)
                        .withConditions(List.of(notReady))));
    }

    @Override
    public void close() {
        loop.close();
    }
}
