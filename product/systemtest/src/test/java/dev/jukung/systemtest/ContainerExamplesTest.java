package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.kubelet.cri.ContainerdForTests;
import dev.jukung.kubelet.cri.ImageArchive;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Manifests as they stand in introductions to Kubernetes, applied with kubectl to a cluster of real containers. */
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ContainerExamplesTest {
    private static final String NAME = "st-examples";
    private static final String SERVER = "my-idp-server:latest";

    /** The image is loaded, not pulled. */
    private static final String CONTAINER = "{name: idp-server, image: \"" + SERVER
            + "\", imagePullPolicy: IfNotPresent, ports: [{containerPort: 8080}]";

    @TempDir
    static Path home;

    private JukungProcess jukung = JukungProcess.in(Path.of(""));

    @BeforeAll
    void up() throws Exception {
        assumeTrue(JukungProcess.hasKubectl(), "kubectl is not installed on this machine");
        jukung = JukungProcess.in(home);
        jukung.run("up", "--name", NAME, "--no-install", "--port", Integer.toString(JukungProcess.freePort()))
                .succeeded();
        load(ContainerdForTests.busybox(ContainerdForTests.BUSYBOX));
        load(ContainerdForTests.busybox("docker.io/library/" + SERVER)
                .command(List.of(
                        "/bin/sh", "-c", "mkdir /www; hostname > /www/index.html; exec httpd -f -p 8080 -h /www")));
    }

    private void load(ImageArchive image) throws Exception {
        Path archive = home.resolve("image.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            image.writeTo(out);
        }
        jukung.run("image", "load", "--name", NAME, archive.toString()).succeeded();
    }

    @AfterAll
    void down() throws Exception {
        jukung.run("down", "--name", NAME);
    }

    private String kubectl(String arguments) throws Exception {
        return sh("kubectl " + arguments);
    }

    private String sh(String script) throws Exception {
        return jukung.other("sh", "-ec", script).succeeded().text();
    }

    private void apply(String manifest) throws Exception {
        sh("kubectl apply -f - <<'EOF'\n---\n" + manifest + "\nEOF\n");
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(assertion);
    }

    private ObjectValue pod(String name) throws Exception {
        return Json.parseObject(kubectl("get pod " + name + " -o json"));
    }

    /** OBJ-04. */
    @Test
    void thePodOfTheExampleRunsWithTheValuesThatItAsksFor() throws Exception {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: idp-server, labels: {app: idp-server}}
                spec:
                  containers:
                  - %s, resources: {requests: {memory: 256Mi, cpu: 250m}, limits: {memory: 512Mi, cpu: 500m}}}
                """.formatted(CONTAINER));
        kubectl("wait pod/idp-server --for=condition=Ready --timeout=90s");
        ObjectValue pod = pod("idp-server");
        assertThat(pod.object("metadata").object("labels").text("app")).contains("idp-server");
        ObjectValue container = pod.object("spec").list("containers").objects().getFirst();
        assertThat(container.text("name") + " " + container.text("image"))
                .isEqualTo("Optional[idp-server] Optional[my-idp-server:latest]");
        assertThat(container.list("ports").objects().getFirst().integer("containerPort", 0))
                .isEqualTo(8080);
        assertThat(container.object("resources")).isEqualTo(Json.parseObject("""
                        {"limits": {"cpu": "500m", "memory": "512Mi"}, "requests": {"cpu": "250m", "memory": "256Mi"}}"""));
        assertThat(sh("wget -qO- http://" + pod.object("status").text("podIP", "") + ":8080/"))
                .isEqualTo("idp-server");
        kubectl("delete pod idp-server --now");
    }

    /** OBJ-07, OBJ-15: three Pods, and one name and port for all of them, from inside of the cluster. */
    @Test
    void theDeploymentAndTheServiceOfTheExampleAnswerAPod() throws Exception {
        kubectl("create namespace idp");
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: idp-server, namespace: idp}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: idp-server}}
                  template:
                    metadata: {labels: {app: idp-server}}
                    spec: {terminationGracePeriodSeconds: 1, containers: [%s}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: idp-server, namespace: idp}
                spec: {type: ClusterIP, selector: {app: idp-server}, ports: [{port: 80, targetPort: 8080}]}
                """.formatted(CONTAINER));
        kubectl("rollout status deployment/idp-server -n idp --timeout=90s");
        Set<String> pods = new TreeSet<>(
                Arrays.asList(kubectl("get pods -n idp -l app=idp-server -o jsonpath={.items[*].metadata.name}")
                        .split(" ")));
        assertThat(pods).hasSize(3);
        kubectl("run caller -n idp --image=" + ContainerdForTests.BUSYBOX);
        kubectl("wait pod/caller -n idp --for=condition=Ready --timeout=90s");
        eventually(() -> assertThat(new TreeSet<>(kubectl(
                                "exec -n idp caller -- sh -c 'for i in $(seq 40); do wget -qO- http://idp-server:80/; done'")
                        .lines()
                        .toList()))
                .isEqualTo(pods));
        kubectl("delete namespace idp --wait=false");
    }

    /** API-17, KCTL-05: a Pod with the programs of this machine. */
    @Test
    void whoIsInsideIsAnAccountAndHasAShell() throws Exception {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: tools}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: other, image: "%1$s"}
                  - name: tools
                    image: "%1$s"
                    env: [{name: PATH, value: "/bin:/usr/bin"}, {name: GREETING, value: hello}]
                    volumeMounts: [{name: usr, mountPath: /usr}, {name: lib, mountPath: /lib}, {name: lib64, mountPath: /lib64}]
                  volumes:
                  - {name: usr, hostPath: {path: /usr}}
                  - {name: lib, hostPath: {path: /lib}}
                  - {name: lib64, hostPath: {path: /lib64}}
                """.formatted(ContainerdForTests.BUSYBOX));
        kubectl("wait pod/tools --for=condition=Ready --timeout=90s");
        String username = "-o jsonpath={.status.userInfo.username}";
        assertThat(kubectl("exec tools -c tools -- kubectl auth whoami " + username))
                .isEqualTo("system:serviceaccount:default:default");
        assertThat(kubectl("auth whoami " + username)).isEqualTo("kubernetes-admin");

        assertThat(kubectl("exec tools -c tools -- printenv").lines())
                .contains("GREETING=hello", "HOSTNAME=tools", "KUBERNETES_SERVICE_PORT=443");
        assertThat(
                        sh(
                                "echo 'echo \"$BASH on $(tty)\"; exit' | script -qec 'kubectl exec -it tools -c tools -- bash --norc' /dev/null"))
                .containsPattern("(?m)^/usr/bin/bash on /dev/pts/\\d+");
        kubectl("delete pod tools --now --wait=false");
    }

    /** ETCD-07, as kubeadm runs etcd: its folder is the host's, so the next Pod finds what the first one kept. */
    @Test
    void anEtcdInAPodKeepsItsDataInVarLibEtcd() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/etcd")), "etcd is not installed on this machine");
        String manifest = """
                apiVersion: v1
                kind: Pod
                metadata: {name: etcd}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers:
                  - name: etcd
                    image: "%s"
                    command: [/usr/bin/etcd, --data-dir=/var/lib/etcd, "--listen-client-urls=http://0.0.0.0:2379",
                      "--advertise-client-urls=http://0.0.0.0:2379"]
                    readinessProbe: {httpGet: {port: 2379, path: /health}, periodSeconds: 1}
                    volumeMounts:
                    - {name: usr, mountPath: /usr}
                    - {name: lib, mountPath: /lib}
                    - {name: lib64, mountPath: /lib64}
                    - {name: data, mountPath: /var/lib/etcd}
                  volumes:
                  - {name: usr, hostPath: {path: /usr}}
                  - {name: lib, hostPath: {path: /lib}}
                  - {name: lib64, hostPath: {path: /lib64}}
                  - {name: data, hostPath: {path: %s, type: DirectoryOrCreate}}
                """.formatted(ContainerdForTests.BUSYBOX, home.resolve("var-lib-etcd"));
        apply(manifest);
        kubectl("wait pod/etcd --for=condition=Ready --timeout=90s");
        String key = "{\"key\":\"a2V5\"";
        etcd("put", key + ",\"value\":\"dmFsdWU=\"}");
        assertThat(home.resolve("var-lib-etcd/member")).isDirectoryContaining("glob:**/{snap,wal}");
        kubectl("delete pod etcd --timeout=60s");
        apply(manifest);
        kubectl("wait pod/etcd --for=condition=Ready --timeout=90s");
        assertThat(etcd("range", key + "}")).contains("\"value\":\"dmFsdWU=\"");
        kubectl("delete pod etcd --now");
    }

    private String etcd(String call, String json) throws Exception {
        String address = pod("etcd").object("status").text("podIP", "");
        return sh("wget -qO- --post-data='" + json + "' http://" + address + ":2379/v3/kv/" + call);
    }

    /** KCTL-01. */
    @Test
    void clusterInfoShowsWhereTheApiAndDnsAre() throws Exception {
        String server = kubectl("config view --minify -o jsonpath={.clusters[0].cluster.server}");
        assertThat(kubectl("cluster-info").replaceAll("\u001b\\[[;\\d]*m", ""))
                .contains(
                        "Kubernetes control plane is running at " + server,
                        "CoreDNS is running at " + server
                                + "/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy");
    }

    /** OBJ-05. */
    @Test
    void podsAreInEachPhase() throws Exception {
        String image = " --image=" + ContainerdForTests.BUSYBOX + " ";
        kubectl("run phase-pending" + image + "--overrides='{\"spec\":{\"nodeSelector\":{\"no\":\"where\"}}}'");
        kubectl("run phase-running" + image);
        kubectl("run phase-succeeded" + image + "--restart=Never -- true");
        kubectl("run phase-failed" + image + "--restart=Never -- false");
        for (String phase : List.of("Pending", "Running", "Succeeded", "Failed")) {
            String name = "phase-" + phase.toLowerCase(java.util.Locale.ROOT);
            eventually(
                    () -> assertThat(pod(name).object("status").text("phase")).contains(phase));
        }
        kubectl("wait pod/phase-running --for=condition=Ready --timeout=60s");
        assertThat(readiness("phase-running")).containsExactly(true);
        assertThat(readiness("phase-succeeded")).containsExactly(false);
        assertThat(readiness("phase-failed")).containsExactly(false);
        assertThat(pod("phase-pending").object("status").list("conditions").objects())
                .anySatisfy(condition -> assertThat(condition.text("type", "")
                                + condition.text("status", "")
                                + condition.text("reason", ""))
                        .isEqualTo("PodScheduledFalseUnschedulable"));
        kubectl("delete pod --now --wait=false phase-pending phase-running phase-succeeded phase-failed");
    }

    private List<Boolean> readiness(String name) throws Exception {
        return pod(name).object("status").list("containerStatuses").objects().stream()
                .map(status -> status.flag("ready", false))
                .toList();
    }

    /** CONF-01, CONF-02: every way in which settings and secrets come into a container. */
    @Test
    void settingsAndSecretsAreVariablesAndFiles() throws Exception {
        kubectl("create configmap settings --from-literal=COLOR=blue --from-literal=mode=fast");
        kubectl("create secret generic keys --from-literal=PIN=1234");
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: settings}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: c
                    image: %s
                    command: [sh, -c, 'echo "$COLOR $PIN $MODE $DATABASE_URL" $(cat /settings/mode) $(cat /keys/PIN)']
                    envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: keys}}]
                    env:
                    - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
                    - {name: DATABASE_URL, valueFrom: {secretKeyRef: {name: mydb-connection, key: url}}}
                    volumeMounts: [{name: s, mountPath: /settings}, {name: k, mountPath: /keys}]
                  volumes: [{name: s, configMap: {name: settings}}, {name: k, secret: {secretName: keys}}]
                """.formatted(ContainerdForTests.BUSYBOX));
        eventually(() -> assertThat(pod("settings")
                        .object("status")
                        .list("containerStatuses")
                        .objects()
                        .getFirst()
                        .object("state")
                        .object("waiting")
                        .text("reason"))
                .contains("CreateContainerConfigError"));

        kubectl("create secret generic mydb-connection --from-literal=url=postgres://db");

        kubectl("wait pod/settings --for=jsonpath={.status.phase}=Succeeded --timeout=90s");
        assertThat(kubectl("logs settings")).isEqualTo("blue 1234 fast postgres://db fast 1234");
    }

    /** KCTL-07. */
    @Test
    void waitReturnsWhenADeploymentIsAvailableAndFailsWhenItIsNot() throws Exception {
        kubectl("create deployment good --image=" + ContainerdForTests.BUSYBOX);
        assertThat(kubectl("wait --for=condition=available deployment/good --timeout=90s"))
                .isEqualTo("deployment.apps/good condition met");
        kubectl("create deployment bad --image=registry.invalid/nothing:1");
        JukungProcess.Ran failed =
                jukung.other("kubectl", "wait", "--for=condition=available", "deployment/bad", "--timeout=3s");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.text()).isEqualTo("error: timed out waiting for the condition on deployments/bad");
        kubectl("delete deployment good bad");
    }

    /** FLOW-08: containerd's own account of what it was asked for. */
    @Test
    void containerdIsAskedForASandboxThenAContainerThenItsStart() throws Exception {
        kubectl("run recorded --image=" + ContainerdForTests.BUSYBOX);
        kubectl("wait pod/recorded --for=condition=Ready --timeout=90s");
        String container = pod("recorded")
                .object("status")
                .list("containerStatuses")
                .objects()
                .getFirst()
                .text("containerID", "")
                .replace("containerd://", "");
        List<String> calls = containerdLog()
                .lines()
                .filter(line -> line.contains("Name:recorded") || line.contains(container))
                .map(ContainerExamplesTest::call)
                .filter(call -> !call.isEmpty())
                .distinct()
                .toList();
        assertThat(calls).containsExactly("RunPodSandbox", "CreateContainer", "StartContainer");
        kubectl("delete pod recorded --now --wait=false");
    }

    private static String call(String line) {
        return Stream.of("RunPodSandbox", "CreateContainer", "StartContainer")
                .filter(call -> line.contains("msg=\"" + call + " "))
                .findFirst()
                .orElse("");
    }

    private String containerdLog() throws IOException {
        try (Stream<Path> files = Files.walk(jukung.data(), 4)) {
            return Files.readString(files.filter(file -> file.endsWith("containerd.log"))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
