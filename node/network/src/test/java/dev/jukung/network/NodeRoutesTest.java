package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@SuppressWarnings("try")
final class NodeRoutesTest {
    private static Node node(String name, String cidrs, String addresses) {
        return new Node(Json.parseObject(("{'metadata':{'name':'" + name + "'},'spec':{'podCIDRs':[" + cidrs
                        + "]},'status':{'addresses':[" + addresses + "]}}")
                .replace('\'', '"')));
    }

    private static String internal(String address) {
        return "{'type':'InternalIP','address':'" + address + "'}";
    }

    @Test
    void eachRangeIsReachedThroughTheNodesAddressOfItsFamily() {
        Node node = node(
                "b",
                "'10.88.1.0/24','fd00:88:0:1::/64'",
                "{'type':'Hostname','address':'b'}," + internal("192.168.1.2") + "," + internal("fd00::2"));

        assertThat(NodeRoutes.routesTo(node))
                .isEqualTo(Map.of("10.88.1.0/24", "192.168.1.2", "fd00:88:0:1::/64", "fd00::2"));
        assertThat(NodeRoutes.routesTo(node("b", "'10.88.1.0/24'", internal("fd00::2"))))
                .isEmpty();
        assertThat(NodeRoutes.routesTo(node("b", "", internal("192.168.1.2")))).isEmpty();
    }

    @Test
    @EnabledIf(value = "dev.jukung.network.NetworkNamespace#possible", disabledReason = "needs root, nft and ip")
    void routesFollowNodes() throws Exception {
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        SystemClock clock = new SystemClock();
        FakeApi api = new FakeApi();
        try (Lab lab = new Lab();
                Informers informers = new Informers(
                        api,
                        new Surroundings(
                                clock,
                                new Randomness(new Random(1)),
                                (where, bug) -> faults.add(where + bug),
                                LoopMetrics.NONE))) {
            lab.namespace("node").ip("route add 10.66.9.0/24 via 192.168.50.9 proto 77"); // left by a killed process
            lab.namespace("node").ip("route add 10.66.8.0/24 via 192.168.50.9"); // somebody else's
            api.put(Resources.NODES, node("self", "'10.88.0.0/24'", internal("192.168.50.1")));
            api.put(Resources.NODES, node("b", "'10.66.1.0/24'", internal("192.168.50.9")));
            Host host = new Host(List.of("ip", "netns", "exec", "jktest-node"));
            NodeRoutes routes =
                    NodeRoutes.start("self", host, informers, clock, (where, bug) -> faults.add(where + bug));
            informers.start();
            await().until(() -> ours(lab).equals("10.66.1.0/24 via 192.168.50.9 dev outside"));

            api.put(Resources.NODES, node("b", "'10.66.1.0/24'", internal("192.168.60.9")));
            await().until(() -> ours(lab).equals("10.66.1.0/24 via 192.168.60.9 dev uplink"));
            api.remove(Resources.NODES, ObjectKey.of("b"));
            await().until(() -> ours(lab).isEmpty());
            api.put(Resources.NODES, node("b", "'10.66.1.0/24'", internal("192.168.50.9")));
            await().until(() -> !ours(lab).isEmpty());
            routes.close();

            assertThat(ours(lab)).isEmpty();
            assertThat(lab.namespace("node").exec("ip", "route").run("").output())
                    .contains("10.66.8.0/24");
        }
        assertThat(faults).isEmpty();
    }

    private static String ours(Lab lab) throws Exception {
        return lab.namespace("node")
                .exec("ip", "route", "show", "proto", "77")
                .run("")
                .output()
                .strip();
    }
}
