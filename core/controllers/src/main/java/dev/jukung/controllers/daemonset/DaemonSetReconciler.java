package dev.jukung.controllers.daemonset;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.controllers.daemonset.DaemonPlan.Decision;
import dev.jukung.controllers.daemonset.DaemonPlan.Known;
import dev.jukung.controllers.history.RevisionHistory;
import dev.jukung.controllers.history.RevisionHistory.Latest;
import dev.jukung.controllers.pods.Claims;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.controllers.pods.SetCaches;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.ControllerRevision;
import dev.jukung.model.apps.v1.DaemonSet;
import dev.jukung.model.apps.v1.DaemonSetStatus;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a pod on each node that a DaemonSet is for, and brings them to its template. It never writes twice for one wish:
 * while its own writes have not come back through the informer it only updates the status.
 */
final class DaemonSetReconciler implements Reconciler<ObjectKey> {
    private static final int HISTORY_LIMIT = 10;

    private final ApiClient client;
    private final Clock clock;
    private final SetCaches<DaemonSet> caches;
    private final Lister<Node> nodes;
    private final EventRecorder events;
    private final RevisionHistory<DaemonSet> history;
    private final Claims<DaemonSet, Pod> claims;
    private final DaemonWrites writes;
    private final FailedPods failed = new FailedPods();

    DaemonSetReconciler(
            ApiClient client, Clock clock, SetCaches<DaemonSet> caches, Lister<Node> nodes, EventRecorder events) {
        this.client = client;
        this.clock = clock;
        this.caches = caches;
        this.nodes = nodes;
        this.events = events;
        history = new RevisionHistory<>(client, Resources.DAEMONSETS, caches.revisions(), DaemonPods.HASH);
        claims = new Claims<>(client, Resources.DAEMONSETS, Resources.PODS);
        writes = new DaemonWrites(client, events, caches.expectations());
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<SetCaches.View<DaemonSet>> view = caches.look(key);
        if (view.isEmpty()) {
            return Outcome.SETTLED; // the garbage collector takes what it owned
        }
        DaemonSet set = view.get().set();
        Selector selector = LabelSelectors.of(set.spec().selector());
        if (set.spec().selector().tree().isEmpty()) {
            events.warning(
                    set, "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.");
            return Outcome.SETTLED;
        }
        if (set.deleting()) {
            return Outcome.SETTLED;
        }
        List<ControllerRevision> known = history.of(set, selector);
        Latest latest = history.latest(
                set,
                RevisionHistory.Template.of(set.spec().template(), set),
                known,
                set.status().collisionCount().orElse(0));
        List<Pod> owned = claims.claim(set, selector, caches.ownedAndOrphans(set));
        return move(set, latest, known, owned, view.get().fresh());
    }

    private Outcome move(
            DaemonSet set, Latest latest, List<ControllerRevision> revisions, List<Pod> owned, boolean fresh)
            throws InterruptedException {
        Known known = known(set, owned, hash(latest.revision()));
        List<Duration> delays = new ArrayList<>();
        Optional<ApiException> failure = Optional.empty();
        if (fresh) {
            failure = write(known, delays);
            forget(set, latest, revisions, owned);
        }
        DaemonSetStatus counted = DaemonSetStatuses.of(known, latest.collisions());
        DaemonSetStatus status = fresh ? DaemonSetStatuses.observed(counted, set) : counted;
        if (!status.equals(set.status())) {
            Cause.deciding(
                    "status: " + status.numberReady() + " of " + status.desiredNumberScheduled() + " ready",
                    () -> client.updateStatus(Resources.DAEMONSETS, set.withStatus(status)));
        }
        if (failure.isPresent()) {
            return new Outcome.TryAgain(String.valueOf(failure.get().getMessage()));
        }
        return Stream.concat(delays.stream(), DaemonSetStatuses.untilAvailable(known).stream())
                .min(Duration::compareTo)
                .<Outcome>map(Outcome.CheckAgain::new)
                .orElse(Outcome.SETTLED);
    }

    /** Templates that no pod has any more. Those that pods have count for the limit, too. */
    private void forget(DaemonSet set, Latest latest, List<ControllerRevision> revisions, List<Pod> owned)
            throws InterruptedException {
        Set<String> hashes = owned.stream()
                .map(pod -> pod.metadata().labels().getOrDefault(DaemonPods.HASH, ""))
                .collect(Collectors.toSet());
        Set<String> used = revisions.stream()
                .filter(revision -> hashes.contains(hash(revision)))
                .map(ControllerRevision::name)
                .collect(Collectors.toSet());
        used.remove(latest.revision().name());
        int others = Math.max(0, set.spec().revisionHistoryLimit().orElse(HISTORY_LIMIT) - used.size());
        used.add(latest.revision().name());
        history.truncate(revisions, used, others);
    }

    private static String hash(ControllerRevision revision) {
        return revision.metadata().labels().getOrDefault(DaemonPods.HASH, "");
    }

    private Known known(DaemonSet set, List<Pod> owned, String hash) {
        Map<String, NodeFit> fits = new TreeMap<>();
        nodes.all().forEach(node -> fits.put(node.name(), NodeFit.of(set, node)));
        Map<String, List<Pod>> byNode = new TreeMap<>();
        for (Pod pod : owned) {
            boolean over = PodStates.isTerminal(pod) && pod.deleting();
            if (!over) {
                DaemonPods.node(pod).ifPresent(node -> byNode.computeIfAbsent(node, _ -> new ArrayList<>())
                        .add(pod));
            }
        }
        return new Known(set, fits, byNode, hash, clock.now());
    }

    /** @param delays takes how long failed pods have to stay */
    private Optional<ApiException> write(Known known, List<Duration> delays) throws InterruptedException {
        DaemonSet set = known.set();
        Decision decision = DaemonPlan.of(known, pod -> {
            Duration delay =
                    failed.delay(FailedPods.key(set, DaemonPods.node(pod).orElse("")), known.now());
            if (delay.isPositive()) {
                delays.add(delay);
            }
            return delay.isZero();
        });
        decision.ended().forEach(pod -> tellEnded(set, pod));
        if (decision.isEmpty() && DaemonPlan.isRolling(set)) {
            return writes.run(set, known.hash(), DaemonRollout.of(known));
        }
        return writes.run(set, known.hash(), decision);
    }

    private void tellEnded(DaemonSet set, Pod pod) {
        String where = pod.key() + " on node " + DaemonPods.node(pod).orElse("");
        if (PodStates.phase(pod).equals("Failed")) {
            events.warning(set, "FailedDaemonPod", "Found failed daemon pod " + where + ", will try to kill it");
        } else {
            events.normal(set, "SucceededDaemonPod", "Found succeeded daemon pod " + where + ", will try to delete it");
        }
    }
}
