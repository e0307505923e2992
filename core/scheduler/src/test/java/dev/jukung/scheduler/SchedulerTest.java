package dev.jukung.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Quantity;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodCondition;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.core.v1.ResourceRequirements;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.store.Key;
import dev.jukung.store.Revision;
import dev.jukung.testing.TestServer;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scheduler against the real API server, on virtual time. */
class SchedulerTest {
    private TestServer server;
    private ApiClient client;
    private Informers informers;
    private Scheduler scheduler;

    @BeforeEach
    void start() throws InterruptedException {
        server = TestServer.start();
        client = server.admin();
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        Surroundings surroundings =
                new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE);
        informers = new Informers(client, surroundings);
        scheduler = Scheduler.start(client, informers, List.of(Profile.standard()), surroundings);
        informers.start();
    }

    @AfterEach
    void stop() {
        scheduler.close();
        informers.close();
        server.close();
    }

    private void node(String name, String cpu) throws InterruptedException {
        Node node = Node.named("", name);
        Node created = client.create(
                Resources.NODES,
                node.withStatus(node.status()
                        .withAllocatable(Map.of(
                                "cpu", Quantity.parse(cpu),
                                "memory", Quantity.parse("4Gi"),
                                "pods", Quantity.parse("110")))));
        // What the node lifecycle controller does once the kubelet says that the node is ready.
        client.update(Resources.NODES, new Node(created.tree().withAt(ListValue.EMPTY, "spec", "taints")));
        server.clock().settle(); // nodes and pods come by different watches, in any order
    }

    private Pod pod(String name, String cpu) throws InterruptedException {
        Container container = Container.EMPTY
                .withName("main")
                .withImage("example/app:1")
                .withResources(ResourceRequirements.EMPTY.withRequests(Map.of("cpu", Quantity.parse(cpu))));
        return client.create(
                Resources.PODS, Pod.named("default", name).withSpec(PodSpec.EMPTY.withContainers(List.of(container))));
    }

    private Pod now(Pod pod) throws InterruptedException {
        return client.get(Resources.PODS, pod.key());
    }

    @Test
    void aPodGoesToTheNodeThatHasRoomAndSaysSo() throws InterruptedException {
        node("small", "100m");
        node("large", "4");

        Pod pod = pod("web", "1");
        server.clock().settle();

        assertThat(now(pod).spec().nodeName()).contains("large");
        assertThat(now(pod).status().conditions())
                .extracting(PodCondition::type, PodCondition::status)
                .contains(org.assertj.core.groups.Tuple.tuple("PodScheduled", "True"));
        assertThat(scheduler.explain(pod.key()).orElseThrow().decision())
                .isInstanceOfSatisfying(Decision.Chosen.class, chosen -> assertThat(chosen.refusals())
                        .containsExactly(new Decision.Refusal(
                                "small", "NodeResourcesFit", new Verdict.Impossible("Insufficient cpu"))));
    }

    @Test
    void anExplanationListsEveryNodeThatRefusedThePod() throws InterruptedException {
        node("small", "100m");
        node("tainted", "8");
        client.patch(
                Resources.NODES,
                ObjectKey.of("tainted"),
                Patch.merge(
                        (ObjectValue) Yaml.parse("spec: {taints: [{key: special, value: 'yes', effect: NoSchedule}]}")),
                WriteOptions.NONE);
        server.clock().settle();

        Pod pod = pod("web", "1");
        server.clock().settle();

        ObjectValue explained = scheduler.explain(pod.key()).orElseThrow().toValue();
        assertThat(explained.text("chosen")).isEmpty();
        assertThat(explained.integer("nodes", 0)).isEqualTo(2);
        assertThat(explained.list("refusals").objects())
                .extracting(refusal ->
                        refusal.text("node", "") + ": " + refusal.text("plugin", "") + ": " + refusal.text("why", ""))
                .containsExactlyInAnyOrder(
                        "small: NodeResourcesFit: Insufficient cpu",
                        "tainted: TaintToleration: node(s) had untolerated taint(s)");
    }

    @Test
    void aBindingIsCausedByWhatMadeRoomForThePod() throws InterruptedException {
        node("small", "100m");
        Pod pod = pod("web", "1");
        server.clock().settle();
        node("large", "4");
        Revision made = server.store()
                .latest()
                .get(new Key("nodes", "large"))
                .orElseThrow()
                .created();
        server.clock().advance(Duration.ofSeconds(2));

        Cause cause = server.store()
                .explain(new Key("pods", "default/web"), 10)
                .getFirst()
                .cause();

        assertThat(now(pod).spec().nodeName()).contains("large");
        assertThat(cause).isEqualTo(new Cause("kubernetes-admin", "default-scheduler", "bind to large", made.value()));
    }

    @Test
    void aPodThatFindsNoNodeSaysWhyAndGoesWhenRoomAppears() throws InterruptedException {
        node("small", "100m");
        Pod pod = pod("web", "1");
        server.clock().settle();

        PodCondition condition = now(pod).status().conditions().getFirst();
        assertThat(condition.reason()).contains("Unschedulable");
        assertThat(condition.message())
                .contains(
                        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.");

        node("large", "4");
        server.clock().advance(Duration.ofSeconds(2));

        assertThat(now(pod).spec().nodeName()).contains("large");
    }

    /** Refuses the node "small", and while it looks at that for the first time, another node comes. */
    private static final class LateNode implements FilterPlugin {
        private final Arrival arrival;
        private boolean first = true;

        LateNode(Arrival arrival) {
            this.arrival = arrival;
        }

        @Override
        public String name() {
            return "LateNode";
        }

        @Override
        public NodeFilter prepare(PodFacts pod, ClusterSnapshot cluster) {
            if (first) {
                first = false;
                arrival.run();
            }
            return node -> node.name().equals("small") ? new Verdict.Impossible("too small") : Verdict.FITS;
        }

        @Override
        public boolean mayHelp(ClusterEvent event, PodFacts refused) {
            return event instanceof ClusterEvent.NodeAdded;
        }
    }

    @FunctionalInterface
    private interface Arrival {
        void run();
    }

    @Test
    void aNodeThatComesWhileAPodIsLookedAtIsNotMissed() throws InterruptedException {
        stop();
        server = TestServer.start();
        client = server.admin();
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        Surroundings surroundings =
                new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE);
        informers = new Informers(client, surroundings);
        CountDownLatch known = new CountDownLatch(1);
        LateNode late = new LateNode(() -> {
            try {
                client.create(Resources.NODES, Node.named("", "large"));
                known.await(); // the scheduler has been told: it was before this handler
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Profile profile = new Profile("default-scheduler", List.of(late), List.of());
        scheduler = Scheduler.start(client, informers, List.of(profile), surroundings);
        informers.of(Resources.NODES).handle(change -> {
            if (change.object().name().equals("large")) {
                known.countDown();
            }
        });
        informers.start();
        node("small", "100m");

        Pod pod = pod("web", "1");
        server.clock().advance(Duration.ofSeconds(2)); // the pod's back-off, and far less than the next look at all

        assertThat(now(pod).spec().nodeName()).contains("large");
    }

    @Test
    void twoPodsDoNotShareRoomThatIsThereOnce() throws InterruptedException {
        node("one", "1500m");
        Pod first = pod("first", "1");
        Pod second = pod("second", "1");
        server.clock().settle();

        List<Boolean> placed = List.of(
                now(first).spec().nodeName().isPresent(),
                now(second).spec().nodeName().isPresent());
        assertThat(placed).containsExactlyInAnyOrder(true, false);

        client.delete(Resources.PODS, (placed.getFirst() ? first : second).key(), ApiClient.DeleteOptions.grace(0));
        server.clock().advance(Duration.ofSeconds(2));
        assertThat(now(placed.getFirst() ? second : first).spec().nodeName()).contains("one");
    }
}
