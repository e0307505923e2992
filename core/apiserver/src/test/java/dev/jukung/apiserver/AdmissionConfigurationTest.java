package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.admission.AdmissionConfig;
import dev.jukung.apiserver.admission.PluginConfigurations;
import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the file of {@code --admission-control-config-file} makes of plugins, over HTTP. */
class AdmissionConfigurationTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String POD =
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"%s}]%s}}";

    @TempDir
    private Path folder;

    private AdmissionConfig config(String plugin, String configuration) throws IOException {
        AdmissionConfig config = new AdmissionConfig(Set.of(plugin), Set.of());
        return config.with(PluginConfigurations.read(file(plugin, configuration), config.names()));
    }

    private Path file(String plugin, String configuration) throws IOException {
        return Files.writeString(
                folder.resolve("admission.yaml"),
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: " + plugin
                        + "\n  configuration:\n" + configuration.indent(4));
    }

    private Requests with(String plugin, String configuration) throws Exception {
        AdmissionConfig config = config(plugin, configuration);
        Requests requests = new Requests(server -> server.withAdmission(config));
        requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        return requests;
    }

    private static String pod(String name, String container, String spec) {
        return POD.formatted(name, container, spec);
    }

    @Test
    void aPluginMayBeToldByAFileOfItsOwn() throws Exception {
        Files.writeString(
                folder.resolve("selectors.yaml"),
                "podNodeSelectorPluginConfig:\n  clusterDefaultNodeSelector: disk=ssd\n  default: disk=ssd,zone=a\n");
        Path file = Files.writeString(
                folder.resolve("admission.yaml"),
                "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: PodNodeSelector\n  path: selectors.yaml\n");
        AdmissionConfig config = new AdmissionConfig(Set.of("PodNodeSelector"), Set.of());
        config = config.with(PluginConfigurations.read(file, config.names()));
        AdmissionConfig whole = config;
        try (Requests requests = new Requests(server -> server.withAdmission(whole))) {
            requests.post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");

            assertThat(requests.post(PODS, pod("a", "", ""))
                            .json()
                            .object("spec")
                            .object("nodeSelector"))
                    .isEqualTo(ObjectValue.of("disk", "ssd"));
            assertThat(requests.post(PODS, pod("b", "", ",\"nodeSelector\":{\"zone\":\"b\"}"))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"b\" is forbidden: pod node label selector labels conflict with its namespace whitelist");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `apiVersion: v1`|`no kind "" is registered for version "v1", expected AdmissionConfiguration`
            `{apiVersion: apiserver.config.k8s.io/v1, kind: AdmissionConfiguration, plugin: []}`|`strict decoding error: unknown field "plugin"`
            `{apiVersion: apiserver.config.k8s.io/v1, kind: AdmissionConfiguration, plugins: [{name: PodSecurity, path: none.yaml}]}`|`none.yaml: no such file or directory`
            """)
    void aFileThatIsNoneIsRefused(String content, String why) throws Exception {
        Path file = Files.writeString(folder.resolve("f.yaml"), content);
        assertThatThrownBy(() -> PluginConfigurations.read(file, AdmissionConfig.DEFAULT.names()))
                .hasMessageStartingWith("failed to read plugin config: ")
                .hasMessageEndingWith(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            EventRateLimit|`{apiVersion: eventratelimit.admission.k8s.io/v1alpha1, kind: Configuration, limits: [{type: Pod, qps: 0, burst: 1}]}`|`[limits[0].type: Unsupported value: "Pod": supported values: "Server", "Namespace", "User", "SourceAndObject", limits[0].qps: Invalid value: 0: must be positive]`
            PodSecurity|`{apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, defaults: {enforce: strict}, exemptions: {namespaces: [kube-system, kube-system]}}`|`PodSecurity invalid: [defaults.enforce: Invalid value: "strict": must be one of privileged, baseline, restricted, exemptions.namespaces[1]: Duplicate value: "kube-system"]`
            ResourceQuota|`{apiVersion: apiserver.config.k8s.io/v1, kind: ResourceQuotaConfiguration, limitedResources: [{matchContains: [x]}]}`|`limitedResources[0].resource: Required value`
            PodTolerationRestriction|`{apiVersion: podtolerationrestriction.admission.k8s.io/v1alpha1, kind: Configuration, default: [{value: a}]}`|`invalid config: [podtolerationrestriction.default[0].operator: Invalid value: "": operator must be Exists when #key# is empty, which means "match all values and all keys"]`
            ValidatingAdmissionWebhook|`{apiVersion: apiserver.config.k8s.io/v1, kind: WebhookAdmissionConfiguration, kubeConfigFile: hooks.conf}`|`kubeConfigFile: Invalid value: "hooks.conf": must be an absolute file path`
            ImagePolicyWebhook|`{imagePolicy: {kubeConfigFile: /none, allowTTL: 4000}}`|`stat /none: no such file or directory`
            """)
    void aConfigurationThatIsWrongKeepsTheServerFromStarting(String plugin, String configuration, String why)
            throws Exception {
        AdmissionConfig config = config(plugin, configuration);
        assertThatThrownBy(() -> new Requests(server -> server.withAdmission(config)))
                .hasMessage("couldn't init admission plugin \"" + plugin + "\": " + why.replace('#', '`'));
    }

    @Test
    void pluginsThatHaveToBeToldSomethingSaySo() {
        assertThatThrownBy(() -> new Requests(
                        server -> server.withAdmission(new AdmissionConfig(Set.of("ImagePolicyWebhook"), Set.of()))))
                .hasMessage("couldn't init admission plugin \"ImagePolicyWebhook\": no config specified");
        assertThatThrownBy(() -> new Requests(
                        server -> server.withAdmission(new AdmissionConfig(Set.of("EventRateLimit"), Set.of()))))
                .hasMessage(
                        "couldn't init admission plugin \"EventRateLimit\": limits: Invalid value: null: must not be empty");
    }

    @Test
    void eventsOfANamespaceAreLimited() throws Exception {
        String event =
                "{\"metadata\":{\"name\":\"%s\"},\"involvedObject\":{\"namespace\":\"default\"},\"reason\":\"r\",\"message\":\"m\"}";
        String events = "/api/v1/namespaces/default/events";
        try (Requests requests = with(
                "EventRateLimit",
                "{apiVersion: eventratelimit.admission.k8s.io/v1alpha1, kind: Configuration, limits: [{type: Namespace, qps: 1, burst: 2}]}")) {
            assertThat(requests.post(events, event.formatted("a")).code()).isEqualTo(201);
            assertThat(requests.post(events + "?dryRun=All", event.formatted("d"))
                            .code())
                    .isEqualTo(201);
            assertThat(requests.post(events, event.formatted("b")).code()).isEqualTo(201);
            assertThat(requests.post(events, event.formatted("c")).refusal())
                    .isEqualTo(
                            "429 TooManyRequests: Too many requests: limit reached on type Namespace for key default");

            requests.advance(Duration.ofSeconds(1));

            assertThat(requests.post(events, event.formatted("c")).code()).isEqualTo(201);
        }
    }

    @Test
    void theClusterGivesAndAllowsTolerations() throws Exception {
        String all = "{operator: Exists, effect: NoExecute}";
        try (Requests requests = with(
                "PodTolerationRestriction",
                "{apiVersion: podtolerationrestriction.admission.k8s.io/v1alpha1, kind: Configuration, default: [{key: team, operator: Exists, effect: NoSchedule}], whitelist: ["
                        + all + ", {key: team, operator: Exists}]}")) {
            assertThat(requests.post(PODS, pod("a", "", ""))
                            .json()
                            .object("spec")
                            .list("tolerations")
                            .objects())
                    .contains(ObjectValue.of("key", "team", "operator", "Exists", "effect", "NoSchedule"));
            assertThat(requests.post(
                                    PODS,
                                    pod("b", "", ",\"tolerations\":[{\"key\":\"other\",\"operator\":\"Exists\"}]"))
                            .json()
                            .text("message", ""))
                    .isEqualTo(
                            "pod tolerations (possibly merged with namespace default tolerations) conflict with its cluster whitelist");
        }
    }

    @Test
    void whatIsLimitedNeedsAQuota() throws Exception {
        String asks = ",\"resources\":{\"requests\":{\"cpu\":\"1\"}}";
        try (Requests requests = with(
                "ResourceQuota",
                "{apiVersion: apiserver.config.k8s.io/v1, kind: ResourceQuotaConfiguration, limitedResources: [{resource: pods, matchContains: [cpu]}, {resource: pods, matchScopes: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]}]}")) {
            assertThat(requests.post(PODS, pod("free", "", "")).code()).isEqualTo(201);
            assertThat(requests.post(PODS, pod("a", asks, "")).refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"a\" is forbidden: insufficient quota to consume: cpu,requests.cpu");
            assertThat(requests.post(PODS, pod("b", "", ",\"priorityClassName\":\"system-node-critical\""))
                            .json()
                            .text("message", ""))
                    .isEqualTo("insufficient quota to match these scopes: [{PriorityClass In [system-node-critical]}]");

            requests.post(
                    "/api/v1/namespaces/default/resourcequotas",
                    "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"cpu\":\"2\",\"requests.cpu\":\"2\"}}}");
            requests.patch(
                    "/api/v1/namespaces/default/resourcequotas/q/status",
                    Requests.MERGE,
                    "{\"status\":{\"hard\":{\"cpu\":\"2\",\"requests.cpu\":\"2\"},\"used\":{\"cpu\":\"0\",\"requests.cpu\":\"0\"}}}");

            assertThat(requests.post(PODS, pod("a", asks, "")).code()).isEqualTo(201);
        }
    }

    @Test
    void podSecurityHasDefaultsAndExemptions() throws Exception {
        String privileged = ",\"securityContext\":{\"privileged\":true}";
        try (Requests requests = with(
                "PodSecurity",
                "{apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, defaults: {enforce: baseline, enforce-version: v1.30}, exemptions: {namespaces: [free], usernames: [jane], runtimeClasses: [vm]}}")) {
            requests.post("/apis/node.k8s.io/v1/runtimeclasses", "{\"metadata\":{\"name\":\"vm\"},\"handler\":\"vm\"}");
            assertThat(requests.post(PODS, pod("a", privileged, "")).refusal())
                    .startsWith("403 Forbidden: pods \"a\" is forbidden: violates PodSecurity \"baseline:v1.30\": ");
            assertThat(requests.post(PODS, pod("b", privileged, ",\"runtimeClassName\":\"vm\""))
                            .code())
                    .isEqualTo(201);
            assertThat(requests.sendAs(
                                    "jane", java.util.List.of("system:masters"), "POST", PODS, pod("c", privileged, ""))
                            .code())
                    .isEqualTo(201);
            Requests.Answer exempt = requests.post(
                    "/api/v1/namespaces",
                    "{\"metadata\":{\"name\":\"free\",\"labels\":{\"pod-security.kubernetes.io/warn\":\"restricted\"}}}");
            assertThat(exempt.warnings())
                    .containsExactly(
                            "299 - \"namespace \\\"free\\\" is exempt from Pod Security, and the policy (warn=restricted:latest) will be ignored\"");
            requests.post("/api/v1/namespaces/free/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
            assertThat(requests.post("/api/v1/namespaces/free/pods", pod("d", privileged, ""))
                            .code())
                    .isEqualTo(201);
        }
    }

    private static Response answered(Request request, ObjectValue status) {
        ObjectValue review = Json.parseObject(request.body()).with("status", status);
        return Response.of(200, "application/json", Json.bytes(review));
    }

    private Path kubeconfig(WebhookServer server) throws IOException {
        return Files.writeString(
                folder.resolve("hooks.conf"),
                "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n"
                        + "clusters: [{name: c, cluster: {server: '" + server.url("/images")
                        + "', certificate-authority-data: " + server.caBundle() + "}}]\n"
                        + "users: [{name: u, user: {token: secret}}, {name: 'localhost:" + server.port()
                        + "', user: {token: exact}}]\n");
    }

    @Test
    void somebodyElseJudgesImages() throws Exception {
        BlockingQueue<ObjectValue> asked = new LinkedBlockingQueue<>();
        VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (WebhookServer server = new WebhookServer(clock, request -> {
                    ObjectValue spec = Json.parseObject(request.body()).object("spec");
                    asked.add(spec);
                    boolean good = spec.toString().contains("i:1");
                    return answered(
                            request,
                            good ? ObjectValue.of("allowed", true) : ObjectValue.of("allowed", false, "reason", "bad"));
                });
                Requests requests = with(
                        "ImagePolicyWebhook",
                        "{imagePolicy: {kubeConfigFile: " + kubeconfig(server) + ", allowTTL: 30}}")) {
            String annotated = pod("a", "", "")
                    .replace(
                            "\"name\":\"a\"",
                            "\"name\":\"a\",\"annotations\":{\"x.image-policy.k8s.io/ticket\":\"7\",\"other\":\"8\"}");
            assertThat(requests.post(PODS, annotated).code()).isEqualTo(201);
            assertThat(asked.take())
                    .isEqualTo(ObjectValue.of(
                            "containers", ListValue.of(ObjectValue.of("image", "i:1")),
                            "annotations", ObjectValue.of("x.image-policy.k8s.io/ticket", "7"),
                            "namespace", "default"));
            assertThat(requests.post(PODS, annotated.replace("\"a\"", "\"b\"")).code())
                    .isEqualTo(201);
            assertThat(asked).as("the answer was kept").isEmpty();
            assertThat(requests.post(PODS, pod("c", "", "").replace("i:1", "i:2"))
                            .refusal())
                    .isEqualTo(
                            "403 Forbidden: pods \"c\" is forbidden: image policy webhook backend denied one or more images: bad");
        }
    }

    @ParameterizedTest
    @CsvSource({"true,201", "false,403"})
    void imagesThatNobodyJudgesAreAllowedOrNot(boolean allowed, int code) throws Exception {
        VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (WebhookServer server = new WebhookServer(clock, _ -> Response.of(404, "text/plain", new byte[0]));
                Requests requests = with(
                        "ImagePolicyWebhook",
                        "{imagePolicy: {kubeConfigFile: " + kubeconfig(server) + ", defaultAllow: " + allowed + "}}")) {
            assertThat(requests.post(PODS, pod("a", "", "")).code()).isEqualTo(code);
        }
    }

    @Test
    void aWebhookLearnsWhoAsks() throws Exception {
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (WebhookServer server = new WebhookServer(clock, request -> {
                    shown.add(request.headers().first("Authorization").orElse("nobody"));
                    ObjectValue review = Json.parseObject(request.body());
                    String uid = review.object("request").text("uid", "");
                    return Response.of(
                            200,
                            "application/json",
                            Json.bytes(review.with("response", ObjectValue.of("uid", uid, "allowed", true))));
                });
                Requests requests = with(
                        "ValidatingAdmissionWebhook",
                        "{apiVersion: apiserver.config.k8s.io/v1, kind: WebhookAdmissionConfiguration, kubeConfigFile: "
                                + kubeconfig(server) + "}")) {
            ObjectValue rule = ObjectValue.of(
                    "operations", ListValue.of("*"),
                    "apiGroups", ListValue.of(""),
                    "apiVersions", ListValue.of("*"),
                    "resources", ListValue.of("configmaps"));
            ObjectValue webhook = ObjectValue.of(
                    "name", "w.example.com",
                    "clientConfig", ObjectValue.of("url", server.url("/v"), "caBundle", server.caBundle()),
                    "rules", ListValue.of(rule),
                    "sideEffects", "None",
                    "admissionReviewVersions", ListValue.of("v1"));
            requests.post(
                    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                    ObjectValue.of("metadata", ObjectValue.of("name", "w"), "webhooks", ListValue.of(webhook))
                            .toString());

            requests.post(Requests.CONFIGMAPS, "{\"metadata\":{\"name\":\"c\"}}");

            assertThat(shown.take()).isEqualTo("Bearer exact");
        }
    }
}
