package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** What the usual objects do together, as somebody with kubectl sees it. */
class KubectlObjectsTest extends KubectlTests {
    private static final String APPLICATION = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME, namespace: NAMESPACE}
            spec:
              replicas: 2
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME}}
                spec: {containers: [{name: main, image: "example/app:1"}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: NAME, namespace: NAMESPACE}
            spec: {selector: {app: NAME}, ports: [{port: 80, targetPort: 8080}]}
            """;

    private static final String JOB =
            "{template: {spec: {restartPolicy: Never, containers: [{name: c, image: \"example/app:1\"}]}}}";
    private static final String PODS =
            "selector: {matchLabels: {app: each}}, template: {metadata: {labels: {app: each}}, "
                    + "spec: {containers: [{name: c, image: \"example/app:1\"}]}}";

    /** Each kind that the documents describe. */
    private static final String EACH_KIND = "---\n"
            + String.join(
                    "\n---\n",
                    "{apiVersion: v1, kind: Namespace, metadata: {name: each}}",
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: each}, data: {a: b}}",
                    "{apiVersion: v1, kind: Secret, metadata: {name: each}, data: {a: Yg==}}",
                    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: each}}",
                    "{apiVersion: v1, kind: Service, metadata: {name: each}, spec: {selector: {app: each}, ports: [{port: 80}]}}",
                    "{apiVersion: v1, kind: Pod, metadata: {name: each}, spec: {containers: [{name: c, image: \"example/app:1\"}]}}",
                    "{apiVersion: v1, kind: ResourceQuota, metadata: {name: each}, spec: {hard: {pods: \"500\"}}}",
                    "{apiVersion: v1, kind: PersistentVolume, metadata: {name: each}, spec: {capacity: {storage: 1Gi}, accessModes:"
                            + " [ReadWriteOnce], hostPath: {path: /tmp}}}",
                    "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: each}, spec: {accessModes: [ReadWriteOnce],"
                            + " resources: {requests: {storage: 1Gi}}}}",
                    "{apiVersion: v1, kind: Node, metadata: {name: each}, spec: {unschedulable: true}}",
                    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: each}, spec: {replicas: 1, " + PODS
                            + "}}",
                    "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: each}, spec: {replicas: 1, " + PODS
                            + "}}",
                    "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: each}, spec: {serviceName: each, " + PODS
                            + "}}",
                    "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: each}, spec: {" + PODS + "}}",
                    "{apiVersion: batch/v1, kind: Job, metadata: {name: each}, spec: " + JOB + "}",
                    "{apiVersion: batch/v1, kind: CronJob, metadata: {name: each}, spec: {schedule: \"0 0 1 1 *\", jobTemplate: {spec: "
                            + JOB + "}}}",
                    "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: each}, spec: {defaultBackend: {service: {name:"
                            + " each, port: {number: 80}}}}}",
                    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: each}, spec: {podSelector: {}}}",
                    "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: each}, rules: [{apiGroups: [\"\"],"
                            + " resources: [pods], verbs: [get]}]}",
                    "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: each}, roleRef: {apiGroup:"
                            + " rbac.authorization.k8s.io, kind: Role, name: each}, subjects: [{kind: ServiceAccount, name: each}]}",
                    "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: each}, spec: {maxReplicas: 3,"
                            + " scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: each}}}",
                    "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: each}, spec: {minAvailable: 1, selector:"
                            + " {matchLabels: {app: each}}}}",
                    "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: each}, addressType: IPv4, endpoints:"
                            + " [{addresses: [192.0.2.1]}]}",
                    "{apiVersion: v1, kind: Event, metadata: {name: each}, involvedObject: {kind: Pod, namespace: default, name: each},"
                            + " reason: Tested, type: Normal}",
                    "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.com}, spec:"
                            + " {group: example.com, scope: Namespaced, names: {plural: things, kind: Thing}, versions: [{name: v1, served:"
                            + " true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}");

    /** To kubectl they differ from what was applied, though the server changes nothing; so they do on kube-apiserver. */
    private static final List<String> ALWAYS_CONFIGURED = List.of("poddisruptionbudget", "endpointslice");

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(assertion);
    }

    private static String application(String namespace, String name) {
        return APPLICATION.replace("NAMESPACE", namespace).replace("NAME", name);
    }

    /** KCTL-06. */
    @Test
    void eachKindIsAppliedAndAppliedAgainUnchanged() throws Exception {
        List<String> created = given(EACH_KIND, "apply", "-f", "-").lines().toList();
        assertThat(created).hasSize(25).allMatch(line -> line.endsWith(" created"));

        assertThat(given(EACH_KIND, "apply", "-f", "-").lines())
                .containsExactlyElementsOf(created.stream()
                        .map(line -> line.replace(
                                " created",
                                ALWAYS_CONFIGURED.stream().anyMatch(line::startsWith) ? " configured" : " unchanged"))
                        .toList());

        String changed = EACH_KIND.replace("metadata: {name: each}", "metadata: {name: each, labels: {new: label}}");
        assertThat(given(changed, "apply", "-f", "-").lines())
                .filteredOn(line -> !line.contains("things"))
                .allMatch(line -> line.endsWith(" configured"));
        assertThat(given(changed, "delete", "--wait=false", "-f", "-").lines())
                .allMatch(line -> line.contains(" deleted"));
    }

    /** API-04, by kubectl; helm has not been looked at. */
    @Test
    void kubectlSendsJsonWhateverTheFileIsWrittenIn() throws Exception {
        String said = given("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: sent\n", "create", "-v=9", "-f", "-");
        assertThat(said).contains("Content-Type: application/json", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"");
    }

    /** KCTL-04. */
    @Test
    void getPrintsTheUsualColumns() throws Exception {
        kubectl("create", "namespace", "columns");
        kubectl("create", "service", "clusterip", "web", "--tcp=80:8080", "-n", "columns");
        kubectl("label", "service", "web", "tier=front", "-n", "columns");
        List<String> lines = kubectl("get", "services", "-n", "columns", "-l", "tier=front")
                .lines()
                .toList();
        assertThat(lines.get(0).split(" {2,}"))
                .containsExactly("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE");
        assertThat(lines.get(1)).matches("web +ClusterIP +10\\.\\d+\\.\\d+\\.\\d+ +<none> +80/TCP +\\d+s");
        assertThat(kubectl("get", "services", "-n", "columns", "-o", "wide")
                        .lines()
                        .toList()
                        .getFirst()
                        .split(" {2,}"))
                .containsExactly("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE", "SELECTOR");
        assertThat(kubectl("get", "service", "web", "-n", "columns", "-o", "yaml"))
                .startsWith("apiVersion: v1\nkind: Service\nmetadata:\n")
                .contains("  namespace: columns\n", "  - name: 80-8080\n    port: 80\n");
        assertThat(kubectl("get", "services", "-n", "columns", "-l", "tier=back"))
                .isEqualTo("No resources found in columns namespace.");
        assertThat(kubectl("get", "nodes").lines().toList()).first().satisfies(head -> assertThat(head.split(" {2,}"))
                .containsExactly("NAME", "STATUS", "ROLES", "AGE", "VERSION"));
        assertThat(kubectl("get", "nodes", "--no-headers", "-l", "kubernetes.io/os=linux"))
                .matches("\\S+ +Ready +\\S+ +\\S+ +v1\\.36\\.\\S+");
    }

    /** KCTL-08 and KCTL-12. */
    @Test
    void aRestartReplacesAllPodsAndADeletedDeploymentLeavesNothing() throws Exception {
        given(application("default", "owned"), "apply", "-f", "-");
        kubectl("rollout", "status", "deployment/owned", "--timeout=60s");
        Set<String> before = pods("owned");

        kubectl("rollout", "restart", "deployment/owned");
        kubectl("rollout", "status", "deployment/owned", "--timeout=60s");

        assertThat(kubectl("get", "deployment", "owned", "-o", "jsonpath={.spec.template.metadata.annotations}"))
                .containsPattern("\"kubectl.kubernetes.io/restartedAt\":\"20\\d\\d-");
        eventually(() -> assertThat(pods("owned")).hasSize(2).doesNotContainAnyElementsOf(before));

        assertThat(kubectl("delete", "deployment/owned")).startsWith("deployment.apps \"owned\" deleted");
        eventually(() -> assertThat(kubectl("get", "replicasets,pods", "-l", "app=owned"))
                .isEqualTo("No resources found in default namespace."));
    }

    private Set<String> pods(String app) throws Exception {
        return new TreeSet<>(
                Arrays.asList(kubectl("get", "pods", "-l", "app=" + app, "-o", "jsonpath={.items[*].metadata.name}")
                        .split(" ")));
    }

    /** CONF-04. */
    @Test
    void aSecretIsMadeFromLiterals() throws Exception {
        assertThat(kubectl(
                        "create", "secret", "generic", "db", "--from-literal=url=postgres://db", "--from-literal=n=1"))
                .isEqualTo("secret/db created");
        assertThat(Json.parseObject(kubectl("get", "secret", "db", "-o", "jsonpath={.data}")))
                .isEqualTo(ObjectValue.of("n", "MQ==", "url", "cG9zdGdyZXM6Ly9kYg=="));
        assertThat(kubectl("get", "secret", "db", "-o", "jsonpath={.type}")).isEqualTo("Opaque");
    }

    /** OBJ-02: the same names in two namespaces, each with its own Pods behind its own address. */
    @Test
    void teamsUseTheSameNamesSideBySide() throws Exception {
        Set<String> addresses = new TreeSet<>();
        for (String team : List.of("team-a", "team-b")) {
            kubectl("create", "namespace", team);
            given(application(team, "api"), "apply", "-f", "-");
        }
        for (String team : List.of("team-a", "team-b")) {
            kubectl("rollout", "status", "deployment/api", "-n", team, "--timeout=60s");
            addresses.add(kubectl("get", "service", "api", "-n", team, "-o", "jsonpath={.spec.clusterIP}"));
        }
        assertThat(addresses).hasSize(2);
        kubectl("delete", "deployment,service", "api", "-n", "team-a");
        assertThat(kubectl("get", "deployment", "api", "-n", "team-b", "-o", "jsonpath={.status.readyReplicas}"))
                .isEqualTo("2");
    }

    /** OBJ-16. */
    @Test
    void aLabelMovesAPodOutOfAServiceAndIn() throws Exception {
        given(application("default", "moved"), "apply", "-f", "-");
        eventually(() -> assertThat(endpoints("moved")).hasSize(2).isEqualTo(pods("moved")));
        String pod = pods("moved").iterator().next();

        kubectl("label", "pod", pod, "--overwrite", "app=elsewhere");
        eventually(() ->
                assertThat(endpoints("moved")).hasSize(2).doesNotContain(pod).isEqualTo(pods("moved")));

        kubectl("label", "pod", pods("moved").iterator().next(), "--overwrite", "app=gone");
        kubectl("label", "pod", pod, "--overwrite", "app=moved");
        eventually(() -> assertThat(endpoints("moved")).contains(pod).isEqualTo(pods("moved")));
    }

    private Set<String> endpoints(String service) throws Exception {
        String names = kubectl(
                "get",
                "endpointslices",
                "-l",
                "kubernetes.io/service-name=" + service,
                "-o",
                "jsonpath={.items[*].endpoints[?(@.conditions.ready==true)].targetRef.name}");
        return new TreeSet<>(Arrays.asList(names.split(" ")));
    }

    /** OBJ-20. */
    @Test
    void describeShowsWhyAPodIsNotScheduled() throws Exception {
        kubectl(
                "run",
                "homeless",
                "--image=example/app:1",
                "--overrides={\"spec\":{\"nodeSelector\":{\"no\":\"where\"}}}");
        eventually(() -> assertThat(kubectl("describe", "pod", "homeless"))
                .containsPattern(
                        "Warning +FailedScheduling +\\S+( \\([^)]*\\))? +default-scheduler +0/1 nodes are available: ")
                .contains("didn't match Pod's node affinity/selector"));
        assertThat(kubectl(
                        "get",
                        "events",
                        "--field-selector=involvedObject.name=homeless,reason=FailedScheduling",
                        "-o",
                        "jsonpath={.items[0].type}"))
                .isEqualTo("Warning");
    }

    /** OBJ-21: fragments as they stand in the documents are refused by the names of what is missing, completed ones run. */
    @Test
    void fragmentsAreRefusedAndCompletedOnesRun() throws Exception {
        kubectl("create", "namespace", "prod");
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: myapp-blue, namespace: prod}
                spec:
                  SELECTOR
                  template:
                    metadata: {labels: {app: myapp, version: blue}}
                    SPEC
                """;
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: myapp, namespace: prod}
                spec:
                  selector: {app: myapp, version: blue}
                  PORTS
                """;
        Result fragment = run(deployment.replace("SELECTOR", "").replace("SPEC", ""), "apply", "-f", "-");
        assertThat(fragment.code()).isNotZero();
        assertThat(fragment.out())
                .contains(
                        "is invalid", "spec.selector: Required value", "spec.template.spec.containers: Required value");
        Result portless = run(service.replace("PORTS", ""), "apply", "-f", "-");
        assertThat(portless.code()).isNotZero();
        assertThat(portless.out()).contains("The Service \"myapp\" is invalid: spec.ports: Required value");

        given(
                deployment
                        .replace("SELECTOR", "selector: {matchLabels: {app: myapp, version: blue}}")
                        .replace("SPEC", "spec: {containers: [{name: c, image: \"example/app:1\"}]}"),
                "apply",
                "-f",
                "-");
        given(service.replace("PORTS", "ports: [{port: 80}]"), "apply", "-f", "-");
        kubectl("rollout", "status", "deployment/myapp-blue", "-n", "prod", "--timeout=60s");
    }

    /** API-08: kubectl finds exactly what the group versions list. */
    @Test
    void apiResourcesAreTheKindsThatAreServed() throws Exception {
        List<String> versions = new ArrayList<>(List.of("/api/v1"));
        for (ObjectValue group :
                Json.parseObject(kubectl("get", "--raw=/apis")).list("groups").objects()) {
            group.list("versions")
                    .objects()
                    .forEach(version -> versions.add("/apis/" + version.text("groupVersion", "")));
        }
        Set<String> served = new TreeSet<>();
        for (String version : versions) {
            ObjectValue list = Json.parseObject(kubectl("get", "--raw=" + version));
            assertThat(list.text("kind")).contains("APIResourceList");
            assertThat(version).endsWith(list.text("groupVersion", ""));
            String group = version.startsWith("/apis/") ? "." + version.split("/")[2] : "";
            list.list("resources").objects().stream()
                    .map(resource -> resource.text("name", ""))
                    .filter(name -> !name.contains("/"))
                    .forEach(name -> served.add(name + group));
        }
        assertThat(new TreeSet<>(kubectl("api-resources", "-o", "name", "--cached=false")
                        .lines()
                        .toList()))
                .isEqualTo(served)
                .contains("pods", "deployments.apps", "jobs.batch");
    }

    /** TEN-05: a team whose quota is used up hammers the API; another one works as before. */
    @Test
    void aTeamAtItsQuotaDoesNotHoldUpAnother() throws Exception {
        kubectl("create", "namespace", "full");
        kubectl("create", "namespace", "busy");
        kubectl("create", "quota", "all", "--hard=count/configmaps=3", "-n", "full");
        ApiClient loud = cluster().client("loud", "system:masters");
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        AtomicLong refusals = new AtomicLong();
        List<Thread> team = new ArrayList<>();
        eventually(() -> assertThat(kubectl("get", "quota", "all", "-n", "full", "-o", "jsonpath={.status.hard}"))
                .isNotEmpty());
        for (int i = 0; i < 8; i++) {
            int number = i;
            team.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; !Thread.currentThread().isInterrupted(); n++) {
                    try {
                        loud.create(Resources.CONFIGMAPS, ConfigMap.named("full", "c" + number + "-" + n));
                    } catch (ApiException e) {
                        if (e.reason() != Reason.FORBIDDEN
                                || !String.valueOf(e.getMessage()).contains("exceeded quota: all")) {
                            wrong.add(e);
                            return;
                        }
                        refusals.incrementAndGet();
                    } catch (InterruptedException _) {
                        return;
                    }
                }
            }));
        }
        try {
            eventually(() -> assertThat(refusals.get()).isGreaterThan(200));
            given(application("busy", "calm"), "apply", "-f", "-");
            kubectl("rollout", "status", "deployment/calm", "-n", "busy", "--timeout=30s");
            kubectl("scale", "deployment/calm", "-n", "busy", "--replicas=20");
            kubectl("rollout", "status", "deployment/calm", "-n", "busy", "--timeout=30s");
            assertThat(kubectl("get", "deployment", "calm", "-n", "busy", "-o", "jsonpath={.status.readyReplicas}"))
                    .isEqualTo("20");
        } finally {
            for (Thread member : team) {
                member.interrupt();
                member.join();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(kubectl("get", "configmaps", "-n", "full", "-o", "name").lines())
                .hasSize(3);
    }
}
