package dev.jukung.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.flowcontrol.FlowController.Entry;
import dev.jukung.base.VirtualClock;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which level a request belongs to, and how it waits there. */
@Timeout(20)
class FlowControllerTest {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private FlowController.Objects objects = new FlowController.Objects(FlowDefaults.schemas(), FlowDefaults.levels());
    private final FlowController controller = new FlowController(
            1, () -> objects, Duration.ofSeconds(15), clock, new FlowMetrics(new PrometheusRegistry()));

    @ParameterizedTest(name = "{0} of {1} {2} {4}: {5}")
    @CsvSource({
        "admin, system:masters, list, '', pods, exempt",
        "system:node:a, system:nodes, update, '', nodes/status, system-node-high",
        "system:node:a, system:nodes, get, '', pods, system-nodes",
        "system:kube-scheduler, x, update, coordination.k8s.io, leases, system-leader-election",
        "system:kube-scheduler, x, list, '', pods, kube-scheduler",
        "system:kube-controller-manager, x, list, '', pods, kube-controller-manager",
        "system:serviceaccount:kube-system:gc, system:serviceaccounts, list, '', pods, kube-system-service-accounts",
        "system:serviceaccount:default:x, system:serviceaccounts, list, '', pods, service-accounts",
        "bob, devs, list, '', pods, global-default",
    })
    void aRequestBelongsWhereTheReferencePutsIt(
            String user, String group, String verb, String api, String resource, String schema) {
        String[] parts = resource.split("/");
        Attributes asked = new Attributes(
                User.of(user, group), verb, api, "v1", parts[0], parts.length > 1 ? parts[1] : "", "ns", "x", "");

        assertThat(FlowConfiguration.of(objects.schemas(), objects.levels())
                        .match(asked)
                        .schema()
                        .name())
                .isEqualTo(schema);
    }

    @Test
    void probesAreExemptForEverybodyAndWhatNoSchemaFitsIsCaught() {
        FlowConfiguration none = FlowConfiguration.of(List.of(), List.of());
        Attributes probe = Attributes.path(User.ANONYMOUS, "get", "/readyz/etcd");

        assertThat(FlowConfiguration.of(objects.schemas(), objects.levels())
                        .match(probe)
                        .schema()
                        .name())
                .isEqualTo("probes");
        assertThat(none.match(probe).level().name()).isEqualTo("catch-all");
        assertThat(none.match(new Attributes(
                                new User("nobody", "", List.of(), java.util.Map.of()),
                                "x",
                                "",
                                "",
                                "y",
                                "",
                                "",
                                "",
                                ""))
                        .level()
                        .name())
                .isEqualTo("catch-all");
    }

    private static Attributes of(String user) {
        return new Attributes(User.of(user), "list", "", "v1", "pods", "", "default", "", "");
    }

    private Entry enter(String user) throws InterruptedException {
        return controller.enter(of(user), _ -> 1);
    }

    private FutureTask<Entry> entering(String user) {
        FutureTask<Entry> task = new FutureTask<>(() -> enter(user));
        Thread.ofVirtual().start(task);
        return task;
    }

    private void awaitWaiting(int count) {
        LevelState level = controller.levels().get("global-default");
        Awaitility.await().until(() -> level != null && level.look(FairQueues::waiting) == count);
    }

    @Test
    void whoWaitsGoesOnWhenASeatIsFree() throws Exception {
        Entry.Running first = (Entry.Running) enter("a");
        FutureTask<Entry> second = entering("b");
        awaitWaiting(1);

        first.leave();

        assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.Running.class);
    }

    @Test
    void whoWaitsTooLongIsRefused() throws Exception {
        enter("a");
        FutureTask<Entry> second = entering("b");
        awaitWaiting(1);

        clock.advance(Duration.ofSeconds(15));

        assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.Refused.class);
        awaitWaiting(0);
    }

    @Test
    void whoLeavesWhileWaitingTakesNoSeat() throws Exception {
        Entry.Running first = (Entry.Running) enter("a");
        Thread second = Thread.ofVirtual().start(() -> {
            try {
                enter("b");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        awaitWaiting(1);

        second.interrupt();
        second.join();
        first.leave();

        assertThat(enter("c")).isInstanceOf(Entry.Running.class);
    }

    @Test
    void aLevelThatChangesIsReadAgain() throws Exception {
        enter("a");
        ObjectValue refusing = (ObjectValue) Yaml.parse("""
                metadata: {name: global-default, uid: new}
                spec: {type: Limited, limited: {nominalConcurrencyShares: 20, limitResponse: {type: Reject}}}
                """);
        objects = new FlowController.Objects(objects.schemas(), List.of(refusing));
        controller.changed();

        assertThat(enter("b").levelUid()).isEqualTo("new");
        assertThat(enter("b")).isEqualTo(new Entry.Refused("", "new", 1));
    }

    @Test
    void aDumpShowsWhoRunsAndWhoWaits() throws Exception {
        enter("a");
        FutureTask<Entry> second = entering("b");
        awaitWaiting(1);
        FlowDump dump = new FlowDump(controller, clock);

        assertThat(dump.of(FlowDump.PATH + "dump_priority_levels", false).orElse(""))
                .contains(
                        "PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, DispatchedRequests, RejectedRequests, TimedoutRequests, CancelledRequests\n")
                .contains(
                        "catch-all,         0,            true,   false,       0,               0,                 0,                  0,                0,                0\n")
                .contains(
                        "global-default,    1,            false,  false,       1,               1,                 1,                  0,                0,                0\n");
        assertThat(dump.of(FlowDump.PATH + "dump_requests", true).orElse("").lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("global-default,    global-default,") && line.contains("b,"));
        assertThat(dump.of(FlowDump.PATH + "other", false)).isEmpty();
        second.cancel(true);
    }
}
