package dev.jukung.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Pods in real containers: what their processes see. */
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
class RealPodTest {
    private static ContainerNode node;

    @BeforeAll
    static void start() throws InterruptedException {
        node = ContainerNode.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        node.close();
    }

    private static String pod(String name, String spec) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, labels: {app: %s}}
                spec:
                  nodeName: n1
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 5
                %s
                """.formatted(name, name, spec.indent(2));
    }

    @Test
    void aPodRunsUntilItIsDeleted() throws InterruptedException {
        long began = System.nanoTime();
        node.create(pod("plain", "containers: [{name: app, image: 'jukung.dev/busybox:1'}]"));

        Pod pod = node.awaitReady("plain");
        System.out.println("ready after " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(pod.status().phase()).contains("Running");
        assertThat(pod.status().podIP().orElseThrow()).startsWith(node.addressPrefix());
        assertThat(node.exec(pod, "app", "hostname")).isEqualTo("plain\n");
        assertThat(node.exec(pod, "app", "cat", "/etc/hosts"))
                .contains(pod.status().podIP().orElseThrow() + "\tplain");
        assertThat(node.exec(pod, "app", "cat", "/etc/resolv.conf"))
                .contains("nameserver 10.96.0.10")
                .contains("search default.svc.cluster.local svc.cluster.local cluster.local")
                .contains("options ndots:5");

        node.delete("plain", 5);
        node.awaitGone("plain");
    }

    @Test
    void aPodOnTheHostsNetworkHasTheHostsNameAndFiles() throws Exception {
        node.create(pod("host", """
                hostNetwork: true
                containers: [{name: app, image: 'jukung.dev/busybox:1'}]
                """));

        Pod pod = node.awaitReady("host");

        assertThat(node.exec(pod, "app", "hostname")).isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname")));
        node.delete("host", 1);
        node.awaitGone("host");
    }

    @Test
    void aPodWhoseSandboxDiesGetsAnotherAtOnce() throws InterruptedException {
        node.create(pod("lost", "containers: [{name: app, image: 'jukung.dev/busybox:1'}]"));
        Pod before = node.awaitReady("lost");
        String address = before.status().podIP().orElseThrow();

        node.killSandbox(before);

        Pod after = node.await(
                "lost",
                pod -> ContainerNode.ready(pod)
                        && !pod.status().podIP().orElse(address).equals(address));
        assertThat(after.status().containerStatuses().getFirst().restartCount()).isEqualTo(1);
        node.delete("lost", 1);
        node.awaitGone("lost");
    }

    @Test
    void volumesAndEnvironmentShowWhatTheApiHas() throws InterruptedException {
        node.client.create(
                Resources.CONFIGMAPS,
                ConfigMap.named("default", "settings").withData(Map.of("a.txt", "one", "b", "two")));
        node.client.create(
                Resources.SECRETS, Secret.named("default", "login").withStringData(Map.of("password", "geheim")));
        node.create(pod("volumes", """
                volumes:
                - {name: settings, configMap: {name: settings}}
                - {name: login, secret: {secretName: login, defaultMode: 256}}
                - {name: cache, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
                - {name: scratch, emptyDir: {}}
                - name: all
                  projected:
                    sources:
                    - serviceAccountToken: {path: token, expirationSeconds: 3600}
                    - configMap: {name: settings, items: [{key: b, path: nested/b}]}
                    - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                containers:
                - name: app
                  image: 'jukung.dev/busybox:1'
                  env:
                  - {name: PLAIN, value: x}
                  - {name: COMPOSED, value: "$(PLAIN)-$(MY_IP)-$$(PLAIN)"}
                  - {name: MY_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                  - {name: PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}
                  - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                  envFrom: [{configMapRef: {name: settings}, prefix: S_}]
                  resources: {limits: {cpu: 200m, memory: 64Mi}}
                  volumeMounts:
                  - {name: settings, mountPath: /etc/settings}
                  - {name: login, mountPath: /etc/login}
                  - {name: cache, mountPath: /cache}
                  - {name: scratch, mountPath: /scratch/deep, subPath: sub/dir}
                  - {name: all, mountPath: /all}
                """));

        Pod pod = node.awaitReady("volumes");

        assertThat(node.exec(pod, "app", "cat", "/etc/settings/a.txt")).isEqualTo("one");
        assertThat(node.exec(pod, "app", "cat", "/etc/login/password")).isEqualTo("geheim");
        assertThat(node.exec(pod, "app", "stat", "-L", "-c", "%a", "/etc/login/password"))
                .isEqualTo("400\n");
        assertThat(node.exec(pod, "app", "cat", "/all/nested/b")).isEqualTo("two");
        assertThat(node.exec(pod, "app", "cat", "/all/labels")).isEqualTo("app=\"volumes\"");
        assertThat(node.exec(pod, "app", "cat", "/all/token").split("\\.")).hasSize(3);
        assertThat(node.exec(pod, "app", "df", "-k", "/cache")).contains("1024");
        assertThat(node.exec(pod, "app", "sh", "-c", "touch /scratch/deep/x && ls /scratch/deep"))
                .isEqualTo("x\n");
        String environment = node.exec(pod, "app", "env");
        assertThat(environment.lines())
                .contains("PLAIN=x", "COMPOSED=x-$(MY_IP)-$(PLAIN)", "PASSWORD=geheim", "MEMORY=64", "S_b=two")
                .contains("MY_IP=" + pod.status().podIP().orElseThrow());

        node.client.update(
                Resources.CONFIGMAPS, ConfigMap.named("default", "settings").withData(Map.of("a.txt", "new")));
        Awaitility.await().atMost(ContainerNode.LIMIT).until(() -> node.exec(pod, "app", "cat", "/etc/settings/a.txt")
                .equals("new"));
        assertThat(node.exec(pod, "app", "ls", "/etc/settings")).isEqualTo("a.txt\n");

        node.delete("volumes", 1);
        node.awaitGone("volumes");
    }
}
