package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.pki.Keys;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServiceAccount;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to objects between their creation and their end, through the client inside the process. */
class ObjectLifeTest {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private RevisionStore store;
    private ApiClient client;

    @BeforeEach
    void start() throws InterruptedException {
        store = RevisionStores.inMemory(clock);
        ApiServer server = ApiServer.start(
                ApiServerConfig.standard("127.0.0.1", 6443, Keys.ec()),
                new ApiServer.Surroundings(
                        store,
                        _ -> (_, _, _) -> {
                            throw new AssertionError("no connection is expected");
                        },
                        clock,
                        new Randomness(new Random(1)),
                        (where, bug) -> {
                            throw new AssertionError(where, bug);
                        }));
        client = server.client(User.of("tester", User.MASTERS));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private static ObjectValue yaml(String text) {
        return (ObjectValue) Yaml.parse(text);
    }

    @Test
    void aCreatedObjectHasWhatTheServerSetsAndIsReadBackEqual() throws InterruptedException {
        ConfigMap created = client.create(
                Resources.CONFIGMAPS, ConfigMap.named("default", "settings").withData(Map.of("a", "1")));

        assertThat(created.uid()).hasSize(36);
        assertThat(created.metadata().creationTimestamp()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Long.parseLong(created.resourceVersion())).isPositive();
        assertThat(client.get(Resources.CONFIGMAPS, created.key()).tree()).isEqualTo(created.tree());
    }

    @Test
    void aStaleUpdateIsAConflictAndChangesNothing() throws InterruptedException {
        ConfigMap first = client.create(Resources.CONFIGMAPS, ConfigMap.named("default", "settings"));
        ConfigMap second = client.update(Resources.CONFIGMAPS, first.withData(Map.of("a", "1")));

        assertThatThrownBy(() -> client.update(Resources.CONFIGMAPS, first.withData(Map.of("a", "2"))))
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "Operation cannot be fulfilled on configmaps \"settings\": the object has been modified; please apply your changes to the latest version and try again")
                .extracting(e -> ((ApiException) e).reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(client.get(Resources.CONFIGMAPS, first.key()).tree()).isEqualTo(second.tree());
    }

    @Test
    void aPodGetsItsDefaultsItsAccountAndItsTolerations() throws InterruptedException {
        client.create(Resources.SERVICEACCOUNTS, ServiceAccount.named("default", "default"));
        Pod pod = client.create(Resources.PODS, new Pod(yaml("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default}
                spec:
                  containers:
                  - {name: web, image: "nginx:1.27", resources: {limits: {cpu: 100m}}}
                """)));

        assertThat(pod.spec().restartPolicy()).contains("Always");
        assertThat(pod.spec().serviceAccountName()).contains("default");
        assertThat(pod.spec().containers().getFirst().imagePullPolicy()).contains("IfNotPresent");
        assertThat(pod.spec().containers().getFirst().volumeMounts()).hasSize(1);
        assertThat(pod.spec().volumes().getFirst().name()).startsWith("kube-api-access-");
        assertThat(pod.spec().tolerations()).hasSize(2);
        assertThat(pod.spec().priority()).hasValue(0);
        assertThat(pod.status().phase()).contains("Pending");
        assertThat(pod.status().qosClass()).contains("Burstable");
        assertThat(pod.tree().object("metadata").integer("generation", 0)).isEqualTo(1);
    }

    @Test
    void aPodWithoutContainersIsRefusedWithTheFieldNamed() {
        assertThatThrownBy(() -> client.create(
                        Resources.PODS,
                        Pod.named("default", "web")
                                .withSpec(dev.jukung.model.core.v1.PodSpec.EMPTY.withServiceAccountName(""))))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void aServiceGetsAnAddressOfItsOwnAndGivesItBack() throws InterruptedException {
        Service one = client.create(Resources.SERVICES, service("one"));
        Service two = client.create(Resources.SERVICES, service("two"));

        String address = one.spec().clusterIP().orElseThrow();
        assertThat(address).startsWith("10.96.");
        assertThat(two.spec().clusterIP()).isNotEqualTo(one.spec().clusterIP());
        Service wanted = new Service(service("three").tree().withAt(address, "spec", "clusterIP"));
        assertThatThrownBy(() -> client.create(Resources.SERVICES, wanted))
                .hasMessageContaining("provided IP is already allocated");

        client.delete(Resources.SERVICES, ObjectKey.of("default", "one"), ApiClient.DeleteOptions.NONE);
        assertThat(client.create(Resources.SERVICES, wanted).spec().clusterIP()).contains(address);
    }

    private static Service service(String name) {
        return new Service(yaml("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: default}
                spec:
                  type: NodePort
                  ports: [{port: 80}]
                """.formatted(name)));
    }

    @Test
    void anObjectWithAFinalizerStaysUntilTheFinalizerGoes() throws InterruptedException {
        ConfigMap held = client.create(
                Resources.CONFIGMAPS,
                new ConfigMap(ConfigMap.named("default", "held")
                        .tree()
                        .withAt(dev.jukung.value.ListValue.of("example.com/hold"), "metadata", "finalizers")));

        client.delete(Resources.CONFIGMAPS, held.key(), ApiClient.DeleteOptions.NONE);
        ConfigMap deleting = client.get(Resources.CONFIGMAPS, held.key());
        assertThat(deleting.deleting()).isTrue();

        client.update(
                Resources.CONFIGMAPS,
                new ConfigMap(deleting.tree()
                        .with("metadata", deleting.tree().object("metadata").without("finalizers"))));
        assertThat(client.find(Resources.CONFIGMAPS, held.key())).isEmpty();
    }

    @Test
    void nothingIsMadeInANamespaceThatIsNotThere() {
        assertThatThrownBy(() -> client.create(Resources.CONFIGMAPS, ConfigMap.named("nowhere", "settings")))
                .hasMessage("namespaces \"nowhere\" not found");
    }

    private static final ObjectValue DEPLOYMENT = yaml("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {tier: front}}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: web
                    image: web
                    env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
            """);

    private Deployment applied(ObjectValue configuration) throws InterruptedException {
        return client.patch(
                Resources.DEPLOYMENTS,
                ObjectKey.of("default", "web"),
                ApiClient.Patch.apply(configuration),
                ApiClient.WriteOptions.NONE.withFieldManager("tester", false));
    }

    @Test
    void whatWasAppliedIsManagedByItsApplierAlone() throws InterruptedException {
        Deployment created = applied(DEPLOYMENT);

        assertThat(created.tree().object("metadata").list("managedFields").objects())
                .extracting(entry -> entry.text("manager", "") + " " + entry.text("operation", "") + " "
                        + entry.object("fieldsV1").object("f:spec").has("f:progressDeadlineSeconds"))
                .containsExactly("tester Apply false");
    }

    @Test
    void applyingTheSameAgainChangesNothing() throws InterruptedException {
        Deployment created = applied(DEPLOYMENT);
        clock.advance(Duration.ofMinutes(1));

        assertThat(applied(DEPLOYMENT).tree()).isEqualTo(created.tree());
    }

    @Test
    void whatIsAppliedNoLongerIsGone() throws InterruptedException {
        applied(DEPLOYMENT);

        Deployment changed = applied(DEPLOYMENT.withoutAt("metadata", "labels").withAt(2L, "spec", "replicas"));

        assertThat(changed.metadata().labels()).isEmpty();
        assertThat(changed.tree().object("spec").integer("replicas", 0)).isEqualTo(2);
        assertThat(changed.tree().object("metadata").list("managedFields").objects())
                .extracting(entry -> entry.text("manager", "") + " " + entry.text("operation", ""))
                .containsExactly("tester Apply");
    }
}
