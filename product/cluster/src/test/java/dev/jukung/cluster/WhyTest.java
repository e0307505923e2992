package dev.jukung.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.runtime.ApiClient.Listing;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Kubeconfig;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Why a pod runs, or does not: asked over HTTPS from a whole simulated cluster, before and after a restart. */
@Timeout(120)
class WhyTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: main, image: "web:1", resources: {requests: {cpu: %s}}}
            """;

    @TempDir
    Path folder;

    private ClusterConfig config() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new ClusterConfig("why", folder, free.getLocalPort(), ClusterConfig.Backend.SIMULATED, "127.0.0.1");
        }
    }

    private static HttpApiClient client(Cluster cluster) {
        Surroundings surroundings = new Surroundings(
                new SystemClock(),
                new Randomness(new SecureRandom()),
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                },
                LoopMetrics.NONE);
        return HttpApiClient.connect(
                Kubeconfig.parse(cluster.kubeconfig(), Path.of(".")).currentAccess(), "tester/v1", surroundings);
    }

    /** Creates the Deployment, with a header that wants to be somebody else, and waits for its pod to be so. */
    private static ObjectKey deploy(HttpApiClient client, String cpu, Predicate<Pod> wanted) throws Exception {
        ClientRequest request = ClientRequest.of("POST", client.uri("/apis/apps/v1/namespaces/default/deployments"))
                .with("User-Agent", "tester/v1")
                .with("Jukung-Cause", "{\"actor\":\"somebody-else\",\"what\":\"nothing\",\"trigger\":1}")
                .withBody("application/json", Json.bytes(Yaml.parse(DEPLOYMENT.formatted(cpu))));
        try (ClientResponse response = client.http().send(request)) {
            assertThat(response.status()).isEqualTo(201);
        }
        Listing<Pod> now = client.list(Resources.PODS, ListQuery.in("default"));
        for (Pod pod : now.items()) {
            if (wanted.test(pod)) {
                return pod.key();
            }
        }
        try (WatchStream<Pod> watch =
                client.watch(Resources.PODS, new WatchQuery("default", "", "", now.resourceVersion()))) {
            while (true) {
                switch (watch.next()) {
                    case Event.Added<Pod>(Pod pod)
                    when wanted.test(pod) -> {
                        return pod.key();
                    }
                    case Event.Modified<Pod>(Pod pod)
                    when wanted.test(pod) -> {
                        return pod.key();
                    }
                    case Event.Ended<Pod> end -> throw new AssertionError(end.message());
                    case Event.Added<Pod> _, Event.Modified<Pod> _, Event.Deleted<Pod> _, Event.Bookmark<Pod> _ -> {}
                }
            }
        }
    }

    private static boolean is(Pod pod, String type, String status) {
        return pod.status().conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.status().equals(status));
    }

    private static ObjectValue why(HttpApiClient client, ObjectKey pod) throws InterruptedException {
        return client.document("/debug/why?object=pod/" + pod.name() + "&namespace=" + pod.namespace());
    }

    private static boolean hasStarted(ObjectValue explanation) {
        List<String> reasons = explanation.list("events").objects().stream()
                .map(event -> event.text("reason", ""))
                .toList();
        return reasons.containsAll(List.of("Created", "Started"));
    }

    private static List<String> told(ObjectValue explanation) {
        return explanation.list("chain").objects().stream()
                .map(step -> step.text("actor", "") + " (" + step.text("agent", "") + ") " + step.text("what", ""))
                .toList();
    }

    @Test
    void theWholeChainIsToldAndStaysAfterARestart() throws Exception {
        ClusterConfig config = config();
        ObjectKey pod;
        ObjectValue before;
        try (Cluster cluster = Cluster.start(config, Progress.NONE);
                HttpApiClient client = client(cluster)) {
            pod = deploy(client, "10m", each -> is(each, "Ready", "True"));
            // Events are recorded beside the work that they tell of, and may come a moment after it.
            before = await().until(() -> why(client, pod), WhyTest::hasStarted);
        }

        String set = pod.name().substring(0, pod.name().lastIndexOf('-'));
        assertThat(told(before))
                .startsWith(
                        "kubernetes-admin (tester/v1) POST /apis/apps/v1/namespaces/default/deployments",
                        "system:serviceaccount:kube-system:deployment-controller (deployment-controller)"
                                + " create a replica set of 1 for the pod template of web")
                .containsSubsequence(
                        "system:serviceaccount:kube-system:replicaset-controller (replicaset-controller)"
                                + " create a missing pod of " + set,
                        "system:kube-scheduler (default-scheduler) bind to " + config.nodeName())
                .anyMatch(step -> step.startsWith("system:node:" + config.nodeName() + " (kubelet) "));
        assertThat(before.flag("complete", false)).isTrue();
        assertThat(before.object("findings").object("scheduler").text("chosen", ""))
                .isEqualTo(config.nodeName());
        assertThat(before.list("chain").objects())
                .extracting(step -> Instant.parse(step.text("time", "")))
                .isSorted();

        try (Cluster cluster = Cluster.start(config, Progress.NONE);
                HttpApiClient client = client(cluster)) {
            ObjectValue after = why(client, pod);

            assertThat(told(after)).startsWith(told(before).toArray(String[]::new));
            assertThat(after.flag("complete", false)).isTrue();
        }
    }

    @Test
    void forAPodThatFitsNowhereEveryNodeIsListed() throws Exception {
        ClusterConfig config = config();
        try (Cluster cluster = Cluster.start(config, Progress.NONE);
                HttpApiClient client = client(cluster)) {
            ObjectKey pod = deploy(client, "1000", each -> is(each, "PodScheduled", "False"));

            ObjectValue scheduler = why(client, pod).object("findings").object("scheduler");

            assertThat(scheduler.list("refusals").objects())
                    .containsExactly(ObjectValue.of(
                            "node",
                            config.nodeName(),
                            "plugin",
                            "NodeResourcesFit",
                            "why",
                            "Insufficient cpu",
                            "preemption",
                            false));
            assertThat(told(why(client, pod)))
                    .endsWith("system:kube-scheduler (default-scheduler) note that none of 1 nodes fits");
        }
    }
}
