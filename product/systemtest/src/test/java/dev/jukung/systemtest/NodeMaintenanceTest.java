package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A control plane node and two workers, each with a kubelet of its own, and what administrators do with nodes. The tests are the chapters
 * of one life, in order.
 */
@EnabledIf(
        value = "dev.jukung.systemtest.DocumentedCluster#possible",
        disabledReason = "needs root, etcd, etcdctl, kubectl, curl, openssl, iproute2, nftables and util-linux")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class NodeMaintenanceTest {
    private static final String IMAGE = " --image=example/app:1 ";
    private static final String CONTAINER = "containers: [{name: c, image: \"example/app:1\"}]";

    @TempDir
    static Path home;

    private DocumentedCluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = new DocumentedCluster(home);
        cluster.startEtcd();
        cluster.awaitEtcd();
        cluster.startApiServer();
        cluster.startControllerManager();
        cluster.startScheduler();
        cluster.await("the API", () -> assertThat(kubectl("get --raw=/readyz")).isEqualTo("ok"));
        cluster.prepareJoining();
        cluster.startKubelet(
                "--address=" + DocumentedCluster.ADDRESS,
                "--register-with-taints=node-role.kubernetes.io/control-plane=:NoSchedule");
        cluster.startWorker(1);
        cluster.startWorker(2);
        cluster.await(
                "three nodes",
                () -> assertThat(kubectl("get nodes -o name").lines()).hasSize(3));
        kubectl("wait nodes --all --for=condition=Ready --timeout=90s");
        kubectl("label node foo-node node-role.kubernetes.io/control-plane=");
        kubectl("label nodes worker-1 worker-2 node-role.kubernetes.io/worker=");
    }

    @AfterAll
    void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private String kubectl(String arguments) throws Exception {
        return cluster.kubectl(arguments);
    }

    private void apply(String manifest) throws Exception {
        cluster.machine().sh("kubectl apply -f - <<'EOF'\n" + manifest + "\nEOF\n");
    }

    /** The nodes of the Pods of an application. */
    private Map<String, String> places(String app) throws Exception {
        Map<String, String> places = new TreeMap<>();
        kubectl("get pods -l app=" + app
                        + " -o jsonpath='{range .items[*]}{.metadata.name} {.spec.nodeName}{\"\\n\"}{end}'")
                .lines()
                .map(line -> line.split(" "))
                .forEach(cells -> places.put(cells[0], cells.length > 1 ? cells[1] : ""));
        return places;
    }

    private Set<String> nodes(String app) throws Exception {
        return new TreeSet<>(places(app).values());
    }

    /** ARCH-04. */
    @Test
    @Order(1)
    void workloadsRunOnWorkersAndNotOnTheControlPlane() throws Exception {
        List<String> nodes = kubectl("get nodes --no-headers").lines().toList();
        assertThat(nodes.get(0)).matches("foo-node +Ready +control-plane +\\S+ +v1\\.36\\.\\S+");
        assertThat(nodes.get(1)).matches("worker-1 +Ready +worker +\\S+ +v1\\.36\\.\\S+");
        assertThat(nodes.get(2)).matches("worker-2 +Ready +worker +\\S+ +v1\\.36\\.\\S+");

        kubectl("create deployment ordinary" + IMAGE + "--replicas=6");
        kubectl("rollout status deployment/ordinary --timeout=60s");
        assertThat(nodes("ordinary")).containsExactly("worker-1", "worker-2");

        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: system, labels: {app: system}}
                spec:
                  nodeSelector: {node-role.kubernetes.io/control-plane: ""}
                  tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists}]
                  %s""".formatted(CONTAINER));
        kubectl("wait pod/system --for=condition=Ready --timeout=60s");
        assertThat(nodes("system")).containsExactly("foo-node");
        kubectl("delete deployment ordinary");
    }

    /** KCTL-09. */
    @Test
    @Order(2)
    void noNewPodsGoToACordonedNode() throws Exception {
        assertThat(kubectl("cordon worker-1")).isEqualTo("node/worker-1 cordoned");
        assertThat(kubectl("get node worker-1 -o jsonpath={.spec.unschedulable}"))
                .isEqualTo("true");
        assertThat(kubectl("get node worker-1 --no-headers")).contains("Ready,SchedulingDisabled");
        kubectl("create deployment cordoned" + IMAGE + "--replicas=4");
        kubectl("rollout status deployment/cordoned --timeout=60s");
        assertThat(nodes("cordoned")).containsExactly("worker-2");

        assertThat(kubectl("uncordon worker-1")).isEqualTo("node/worker-1 uncordoned");
        kubectl("delete deployment cordoned");
        kubectl("create deployment uncordoned" + IMAGE + "--replicas=6");
        kubectl("rollout status deployment/uncordoned --timeout=60s");
        assertThat(nodes("uncordoned")).containsExactly("worker-1", "worker-2");
        kubectl("delete deployment uncordoned");
    }

    /** KCTL-10. */
    @Test
    @Order(3)
    void aDrainMovesEverythingButThePodsOfDaemonSets() throws Exception {
        String template = "selector: {matchLabels: {app: NAME}}, template: {metadata: {labels: {app: NAME}}, spec: {"
                + "terminationGracePeriodSeconds: 1, " + CONTAINER;
        apply("""
                ---
                {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agents}, spec: {%s}}}}
                ---
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: scratch}, spec: {replicas: 4,
                  %s, volumes: [{name: v, emptyDir: {}}]}}}}""".formatted(template.replace("NAME", "agents"), template.replace("NAME", "scratch")));
        kubectl("rollout status deployment/scratch --timeout=60s");
        kubectl("rollout status daemonset/agents --timeout=60s");
        assertThat(nodes("scratch")).containsExactly("worker-1", "worker-2");
        Map<String, String> agents = places("agents");
        assertThat(agents).containsValues("worker-1", "worker-2");

        assertThat(cluster.tryKubectl("drain worker-1").text())
                .contains("cannot delete DaemonSet-managed Pods", "cannot delete Pods with local storage");
        assertThat(kubectl("drain worker-1 --ignore-daemonsets --delete-emptydir-data --timeout=60s"))
                .contains("evicting pod default/scratch-")
                .endsWith("node/worker-1 drained");

        kubectl("rollout status deployment/scratch --timeout=60s");
        assertThat(nodes("scratch")).containsExactly("worker-2");
        assertThat(places("agents")).isEqualTo(agents);
        kubectl("uncordon worker-1");
        kubectl("delete deployment scratch");
    }

    /** PDB-01. */
    @Test
    @Order(4)
    void aDrainWaitsUntilTheBudgetAllowsIt() throws Exception {
        kubectl("cordon worker-1");
        kubectl("create deployment guarded" + IMAGE + "--replicas=2");
        kubectl("rollout status deployment/guarded --timeout=60s");
        assertThat(nodes("guarded")).containsExactly("worker-2");
        kubectl("create poddisruptionbudget guarded --selector=app=guarded --min-available=2");
        kubectl("uncordon worker-1");
        cluster.await("the budget", () -> assertThat(kubectl("get pdb guarded -o jsonpath={.status.currentHealthy}"))
                .isEqualTo("2"));
        Map<String, String> before = places("guarded");

        String pod = before.keySet().iterator().next();
        assertThat(cluster.machine()
                        .run(
                                "sh",
                                "-c",
                                "kubectl create --raw /api/v1/namespaces/default/pods/" + pod + "/eviction -f - <<EOF\n"
                                        + "{\"apiVersion\": \"policy/v1\", \"kind\": \"Eviction\", \"metadata\": {\"name\": \""
                                        + pod
                                        + "\"}}\nEOF\n")
                        .text())
                .contains("(TooManyRequests): Cannot evict pod as it would violate the pod's disruption budget.");
        JukungProcess.Ran refused =
                cluster.tryKubectl("drain worker-2 --ignore-daemonsets --delete-emptydir-data --timeout=2s");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.text()).contains("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(places("guarded")).isEqualTo(before);

        kubectl("scale deployment/guarded --replicas=3");
        assertThat(kubectl("drain worker-2 --ignore-daemonsets --delete-emptydir-data --timeout=90s"))
                .endsWith("node/worker-2 drained");
        kubectl("rollout status deployment/guarded --timeout=60s");
        assertThat(nodes("guarded")).containsExactly("worker-1");
    }

    /** KCTL-11. */
    @Test
    @Order(5)
    void aNodeThatIsTakenAwayIsDeleted() throws Exception {
        cluster.machine().kill("worker-2");
        assertThat(kubectl("delete node worker-2")).startsWith("node \"worker-2\" deleted");
        assertThat(cluster.tryKubectl("get node worker-2").text())
                .isEqualTo("Error from server (NotFound): nodes \"worker-2\" not found");
        assertThat(kubectl("get nodes -o name").lines()).containsExactly("node/foo-node", "node/worker-1");
    }
}
