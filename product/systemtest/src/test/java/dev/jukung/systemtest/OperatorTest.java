package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.Progress;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator of java-operator-sdk, as its users write them: custom resources with a status, a finalizer and what depends on them. */
@Timeout(180)
class OperatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: webpages.test.jukung.dev}
            spec:
              group: test.jukung.dev
              scope: Namespaced
              names: {kind: WebPage, plural: webpages, singular: webpage}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec: {type: object, required: [html], properties: {html: {type: string}, replicas: {type: integer, default: 2}}}
                      status: {type: object, properties: {ready: {type: boolean}, html: {type: string}}}
            """;

    /** What users write. */
    @Group("test.jukung.dev")
    @Version("v1")
    public static final class WebPage extends CustomResource<WebPageSpec, WebPageStatus> implements Namespaced {
        private static final long serialVersionUID = 1L;
    }

    public static final class WebPageSpec {
        public String html = "";
        public @Nullable Integer replicas;
    }

    public static final class WebPageStatus {
        public boolean ready;
        public String html = "";
    }

    public static final class Page extends CRUDKubernetesDependentResource<ConfigMap, WebPage> {
        public Page() {
            super(ConfigMap.class);
        }

        @Override
        protected ConfigMap desired(WebPage page, Context<WebPage> context) {
            return new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(page.getMetadata().getName())
                    .withNamespace(page.getMetadata().getNamespace())
                    .endMetadata()
                    .withData(Map.of("index.html", page.getSpec().html))
                    .build();
        }
    }

    public static final class Server extends CRUDKubernetesDependentResource<Deployment, WebPage> {
        public Server() {
            super(Deployment.class);
        }

        @Override
        protected Deployment desired(WebPage page, Context<WebPage> context) {
            Map<String, String> labels = Map.of("page", page.getMetadata().getName());
            return new DeploymentBuilder()
                    .withNewMetadata()
                    .withName(page.getMetadata().getName())
                    .withNamespace(page.getMetadata().getNamespace())
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(page.getSpec().replicas)
                    .withNewSelector()
                    .withMatchLabels(labels)
                    .endSelector()
                    .withNewTemplate()
                    .withNewMetadata()
                    .withLabels(labels)
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("nginx")
                    .withImage("nginx:1")
                    .addNewVolumeMount()
                    .withName("html")
                    .withMountPath("/usr/share/nginx/html")
                    .endVolumeMount()
                    .endContainer()
                    .addNewVolume()
                    .withName("html")
                    .withNewConfigMap()
                    .withName(page.getMetadata().getName())
                    .endConfigMap()
                    .endVolume()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build();
        }
    }

    public static final class ServerReady implements Condition<Deployment, WebPage> {
        @Override
        public boolean isMet(DependentResource<Deployment, WebPage> dependent, WebPage page, Context<WebPage> context) {
            return dependent
                    .getSecondaryResource(page, context)
                    .filter(found -> found.getStatus() != null
                            && page.getSpec().replicas != null
                            && page.getSpec().replicas.equals(found.getStatus().getReadyReplicas()))
                    .isPresent();
        }
    }

    @Workflow(
            dependents = {
                @Dependent(name = "page", type = Page.class),
                @Dependent(
                        name = "server",
                        type = Server.class,
                        dependsOn = "page",
                        readyPostcondition = ServerReady.class)
            })
    @ControllerConfiguration(name = "webpages")
    public static final class WebPages implements Reconciler<WebPage>, Cleaner<WebPage> {
        private final List<String> cleaned = new CopyOnWriteArrayList<>();
        private final AtomicInteger rounds = new AtomicInteger();

        @Override
        public UpdateControl<WebPage> reconcile(WebPage page, Context<WebPage> context) {
            rounds.incrementAndGet();
            WebPage told = new WebPage();
            told.setMetadata(new ObjectMetaBuilder()
                    .withName(page.getMetadata().getName())
                    .withNamespace(page.getMetadata().getNamespace())
                    .build());
            WebPageStatus status = new WebPageStatus();
            status.html = page.getSpec().html;
            status.ready = context.managedWorkflowAndDependentResourceContext()
                    .getWorkflowReconcileResult()
                    .orElseThrow()
                    .allDependentResourcesReady();
            told.setStatus(status);
            return UpdateControl.patchStatus(told);
        }

        @Override
        public DeleteControl cleanup(WebPage page, Context<WebPage> context) {
            cleaned.add(page.getMetadata().getName());
            return DeleteControl.defaultDelete();
        }
    }

    @TempDir
    private Path folder;

    private Cluster cluster;
    private KubernetesClient client;
    private Operator operator;
    private final WebPages reconciler = new WebPages();

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(
                new ClusterConfig(
                        "operator", folder, JukungProcess.freePort(), ClusterConfig.Backend.SIMULATED, "127.0.0.1"),
                Progress.NONE);
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        client.resource(DEFINITION).create();
        operator =
                new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
        operator.register(reconciler);
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.stop();
        client.close();
        cluster.close();
    }

    private WebPage page(String name, String html) {
        WebPage page = new WebPage();
        page.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        WebPageSpec spec = new WebPageSpec();
        spec.html = html;
        page.setSpec(spec);
        return page;
    }

    private @Nullable WebPage read(String name) {
        return client.resources(WebPage.class)
                .inNamespace("default")
                .withName(name)
                .get();
    }

    private void awaitReady(String name, String html) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            WebPage page = read(name);
            assertThat(page).isNotNull();
            assertThat(page.getStatus()).isNotNull();
            assertThat(page.getStatus().ready).isTrue();
            assertThat(page.getStatus().html).isEqualTo(html);
        });
    }

    private static boolean belongsTo(HasMetadata object, WebPage page) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(page.getMetadata().getUid()));
    }

    @Test
    void aCustomResourceHasWhatDependsOnItAStatusAndAnOrderlyEnd() {
        client.resource(page("home", "<p>one</p>")).create();
        awaitReady("home", "<p>one</p>");

        WebPage page = read("home");
        assertThat(page).isNotNull();
        assertThat(page.getMetadata().getFinalizers()).containsExactly("webpages.test.jukung.dev/finalizer");
        ConfigMap html =
                client.configMaps().inNamespace("default").withName("home").get();
        assertThat(html.getData()).containsEntry("index.html", "<p>one</p>");
        assertThat(belongsTo(html, page)).isTrue();
        Deployment server = client.apps()
                .deployments()
                .inNamespace("default")
                .withName("home")
                .get();
        assertThat(belongsTo(server, page)).isTrue();
        assertThat(server.getMetadata().getManagedFields())
                .as("created by an apply, as all dependents but ConfigMaps and Secrets")
                .anyMatch(entry -> entry.getOperation().equals("Apply")
                        && entry.getManager().equals("webpages"));

        client.resources(WebPage.class).inNamespace("default").withName("home").edit(edited -> {
            edited.getSpec().html = "<p>two</p>";
            return edited;
        });
        awaitReady("home", "<p>two</p>");
        assertThat(client.configMaps()
                        .inNamespace("default")
                        .withName("home")
                        .get()
                        .getData())
                .containsEntry("index.html", "<p>two</p>");

        // What somebody changes by hand is put right again.
        client.apps().deployments().inNamespace("default").withName("home").scale(5);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("home")
                        .get()
                        .getStatus()
                        .getReadyReplicas())
                .isEqualTo(2));
        awaitReady("home", "<p>two</p>");

        client.resources(WebPage.class).inNamespace("default").withName("home").delete();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(read("home")).isNull();
            assertThat(client.configMaps()
                            .inNamespace("default")
                            .withName("home")
                            .get())
                    .isNull();
            assertThat(client.apps()
                            .deployments()
                            .inNamespace("default")
                            .withName("home")
                            .get())
                    .isNull();
            assertThat(client.pods().inNamespace("default").list().getItems()).isEmpty();
        });
        assertThat(reconciler.cleaned).containsExactly("home");
        // It compares by managed fields: where they are not as it expects, it writes without end.
        assertThat(reconciler.rounds.get()).isLessThan(60);
    }
}
