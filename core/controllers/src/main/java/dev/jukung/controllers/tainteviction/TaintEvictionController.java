package dev.jukung.controllers.tainteviction;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.pods.PodConditions;
import dev.jukung.controllers.pods.PodIndexes;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import dev.jukung.model.core.v1.Taint;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.runtime.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The taint-eviction-controller: deletes pods from nodes whose NoExecute taints they do not tolerate (any longer). */
public final class TaintEvictionController implements Controller, Reconciler<ObjectKey> {
    private static final String NAME = "taint-eviction-controller";
    /** Kubernetes' {@code UpdateWorkerSize}. */
    private static final int WORKERS = 8;

    private final ApiClient client;
    private final Clock clock;
    private final EventRecorder events;
    private final Lister<Node> nodes;
    private final Lister<Pod> pods;
    private final ControllerLoop<ObjectKey> loop;
    /** Since when each pod that waits for its eviction does so; as many as there are such pods. */
    private final Map<ObjectKey, Instant> waiting = new ConcurrentHashMap<>();

    public TaintEvictionController(ApiClient client, Informers informers, Surroundings surroundings) {
        this.client = client;
        clock = surroundings.clock();
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<Node> nodeInformer = informers.of(Resources.NODES);
        Informer<Pod> podInformer = informers.of(Resources.PODS).index(PodIndexes.BY_NODE);
        nodes = nodeInformer.lister();
        pods = podInformer.lister();
        loop = new ControllerLoop<>(NAME, this, surroundings);
        nodeInformer.handle(this::nodeChanged);
        podInformer.handle(change -> {
            if (changesPatience(change)) {
                loop.add(change.object().key(), change.trigger());
            }
        });
    }

    private static boolean changesPatience(Change<Pod> change) {
        return switch (change) {
            case Change.Added<Pod> _, Change.Deleted<Pod> _ -> true;
            case Change.Modified<Pod>(Pod before, Pod after) ->
                !before.spec().nodeName().equals(after.spec().nodeName())
                        || !before.spec().tolerations().equals(after.spec().tolerations());
        };
    }

    private void nodeChanged(Change<Node> change) {
        List<Taint> before = change instanceof Change.Modified<Node>(Node old, Node _) ? evicting(old) : List.of();
        List<Taint> after = change instanceof Change.Deleted<Node> ? List.of() : evicting(change.object());
        if (!before.equals(after)) {
            pods.by(PodIndexes.BY_NODE, change.object().name()).forEach(pod -> loop.add(pod.key(), change.trigger()));
        }
    }

    private static List<Taint> evicting(Node node) {
        return node.spec().taints().stream()
                .filter(taint -> taint.effect().equals("NoExecute"))
                .toList();
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.find(key);
        if (found.isEmpty()) {
            waiting.remove(key);
            return Outcome.SETTLED;
        }
        Pod pod = found.get();
        List<Taint> taints = pod.spec()
                .nodeName()
                .flatMap(name -> nodes.find(ObjectKey.of(name)))
                .map(TaintEvictionController::evicting)
                .orElse(List.of());
        return switch (Patience.of(taints, pod.spec().tolerations())) {
            case Patience.Forever() -> stay(key);
            case Patience.None() -> evict(pod);
            case Patience.For(Duration time) -> {
                Instant since = waiting.computeIfAbsent(key, _ -> clock.now());
                Duration left = Duration.between(clock.now(), since.plus(time));
                yield left.isPositive() ? new Outcome.CheckAgain(left) : evict(pod);
            }
        };
    }

    private Outcome stay(ObjectKey key) {
        if (waiting.remove(key) != null) {
            tell(key, "Cancelling deletion of Pod " + key);
        }
        return Outcome.SETTLED;
    }

    private Outcome evict(Pod pod) throws InterruptedException {
        waiting.remove(pod.key());
        if (pod.deleting()) {
            return Outcome.SETTLED;
        }
        tell(pod.key(), "Marking for deletion Pod " + pod.key());
        PodCondition condition = PodConditions.of(
                pod,
                "DisruptionTarget",
                "True",
                "DeletionByTaintManager",
                "Taint manager: deleting due to NoExecute taint");
        try {
            Cause.doing("evict a pod that does not tolerate its node's NoExecute taints", () -> {
                client.updateStatus(
                        Resources.PODS, pod.withStatus(PodConditions.with(pod.status(), condition, clock.now())));
                client.delete(Resources.PODS, pod.key(), DeleteOptions.NONE.onlyUid(pod.uid()));
            });
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e; // otherwise it went by itself
            }
        }
        return Outcome.SETTLED;
    }

    private void tell(ObjectKey key, String message) {
        ObjectReference pod = ObjectReference.EMPTY
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(key.name())
                .withNamespace(key.namespace());
        events.record(pod, "Normal", "TaintManagerEviction", message);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
