package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.WebhookTokens;
import dev.jukung.apiserver.authorization.AuthorizationConfig;
import dev.jukung.apiserver.authorization.AuthorizationFile;
import dev.jukung.apiserver.authorization.WebhookAuthorizer;
import dev.jukung.apiserver.rest.MetricsText;
import dev.jukung.apiserver.webhook.Kubeconfig;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody else says who a token is and who may do what: real HTTPS servers, named in kubeconfig files. */
class AccessWebhookTest {
    private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String AUDIENCE = ApiServerConfig.ISSUER;

    @TempDir
    Path folder;

    private final Queue<ObjectValue> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private WebhookServer webhook;
    private WebhookClient client;

    @BeforeEach
    void start() throws IOException {
        webhook = new WebhookServer(clock, this::answer);
        client = new WebhookClient(
                (_, _, _) -> {
                    throw new IOException("no services here");
                },
                clock,
                (where, bug) -> {
                    throw new AssertionError(where, bug);
                });
    }

    @AfterEach
    void stop() {
        client.close();
        webhook.close();
    }

    private Response answer(Request request) {
        ObjectValue review = Json.parseObject(request.body());
        asked.add(review);
        authorizations.add(request.header("Authorization").orElse(""));
        ObjectValue spec = review.object("spec");
        ObjectValue status = review.text("kind", "").equals("TokenReview") ? token(spec) : access(spec);
        return Response.of(200, "application/json", Json.bytes(review.with("status", status)));
    }

    private static ObjectValue token(ObjectValue spec) {
        return switch (spec.text("token", "")) {
            case "good" ->
                ObjectValue.of(
                        "authenticated",
                        true,
                        "user",
                        ObjectValue.of("username", "jane", "uid", "42", "groups", ListValue.of("developers")),
                        "audiences",
                        spec.list("audiences"));
            case "expired" -> ObjectValue.of("authenticated", false, "error", "the token has expired");
            default -> ObjectValue.of("authenticated", false);
        };
    }

    private static ObjectValue access(ObjectValue spec) {
        String resource = spec.object("resourceAttributes").text("resource", "");
        return switch (resource) {
            case "pods" -> ObjectValue.of("allowed", true, "reason", "pods are for all");
            case "secrets" -> ObjectValue.of("allowed", false, "denied", true, "reason", "secrets are for nobody");
            default -> ObjectValue.of("allowed", false, "reason", "no idea");
        };
    }

    private Path kubeconfig(String url) throws IOException {
        return Files.writeString(folder.resolve("webhook.yaml"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: remote
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: api
                  user: {token: sesame}
                contexts:
                - name: webhook
                  context: {cluster: remote, user: api}
                current-context: webhook
                """.formatted(url, webhook.caBundle()));
    }

    private Requests withTokens(Path kubeconfig) throws Exception {
        WebhookTokens tokens = new WebhookTokens(
                new WebhookTokens.Settings(Kubeconfig.read(kubeconfig), "v1", Duration.ofMinutes(2)),
                client,
                List.of(AUDIENCE),
                clock);
        return new Requests(
                config -> config.withAuthentication(AuthenticationConfig.STANDARD.withOthers(List.of(tokens))));
    }

    @Test
    void aTokenIsWhoseTheWebhookSaysAndTheAnswerIsKept() throws Exception {
        try (Requests requests = withTokens(kubeconfig(webhook.url("/authenticate")))) {
            for (int i = 0; i < 2; i++) {
                ObjectValue user = requests.sendWithToken("good", "POST", WHOAMI, "{}")
                        .json()
                        .object("status")
                        .object("userInfo");
                assertThat(user.text("username", "")).isEqualTo("jane");
                assertThat(user.list("groups").texts()).containsExactly("developers", "system:authenticated");
            }
            assertThat(asked).hasSize(1);
            assertThat(authorizations).containsExactly("Bearer sesame");
            assertThat(asked.element().text("apiVersion", "")).isEqualTo("authentication.k8s.io/v1");
            assertThat(asked.element().object("spec").list("audiences").texts()).containsExactly(AUDIENCE);
            for (String token : List.of("bad", "expired")) {
                assertThat(requests.sendWithToken(token, "POST", WHOAMI, "{}").refusal())
                        .isEqualTo("401 Unauthorized: Unauthorized");
            }
            assertThat(requests.post(
                                    "/apis/authentication.k8s.io/v1/tokenreviews", "{\"spec\":{\"token\":\"expired\"}}")
                            .json()
                            .object("status")
                            .text("error", ""))
                    .isEqualTo("[invalid bearer token, the token has expired]");
        }
    }

    @Test
    void aWebhookThatDoesNotAnswerMakesTheTokenBad() throws Exception {
        Path nowhere = kubeconfig("https://localhost:1/authenticate");
        try (Requests requests = withTokens(nowhere)) {
            assertThat(requests.sendWithToken("good", "POST", WHOAMI, "{}").refusal())
                    .isEqualTo("401 Unauthorized: Unauthorized");
        }
    }

    private Requests withAuthorizer(String url, WebhookAuthorizer.FailurePolicy onFailure) throws Exception {
        WebhookAuthorizer.Settings usual = WebhookAuthorizer.Settings.of(Kubeconfig.read(kubeconfig(url)));
        WebhookAuthorizer.Settings settings = new WebhookAuthorizer.Settings(
                usual.target(), "v1", usual.timeout(), usual.allowedFor(), usual.refusedFor(), onFailure);
        return new Requests(config -> config.withAuthorization(new AuthorizationConfig(
                List.of(new AuthorizationConfig.Mode.Webhook(settings), new AuthorizationConfig.Mode.Rbac()))));
    }

    private static AuthorizationConfig read(String yaml) throws IOException {
        return AuthorizationFile.read(yaml.getBytes(StandardCharsets.UTF_8), List.of());
    }

    private static String webhookIn(String kubeconfig, String onFailure, String condition) {
        return """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthorizationConfiguration
                authorizers:
                - type: Webhook
                  name: outside
                  webhook:
                    timeout: 3s
                    subjectAccessReviewVersion: v1
                    matchConditionSubjectAccessReviewVersion: v1
                    failurePolicy: %s
                    connectionInfo: {type: KubeConfigFile, kubeConfigFile: %s}
                    matchConditions:
                    - expression: %s
                - {type: RBAC, name: rbac}
                """.formatted(onFailure, kubeconfig, condition);
    }

    @Test
    void aConfiguredWebhookIsAskedOnlyWhenItsConditionsHold() throws Exception {
        Path kubeconfig = kubeconfig(webhook.url("/authorize"));
        AuthorizationConfig configured = read(webhookIn(
                kubeconfig.toString(),
                "NoOpinion",
                "has(request.resourceAttributes) && request.resourceAttributes.namespace == 'default'"));
        try (Requests requests = new Requests(config -> config.withAuthorization(configured))) {
            assertThat(requests.sendAs("jane", "GET", "/api/v1/namespaces/default/pods")
                            .code())
                    .isEqualTo(200);
            assertThat(requests.sendAs("jane", "GET", "/api/v1/namespaces/kube-system/pods")
                            .code())
                    .isEqualTo(403);
            assertThat(requests.sendAs("jane", "GET", "/api/v1/pods").code()).isEqualTo(403);
            assertThat(asked).hasSize(1);
            assertThat(MetricsText.of(requests.server().metrics()))
                    .contains(
                            "apiserver_authorization_match_condition_exclusions_total{name=\"outside\",type=\"Webhook\"} 2.0",
                            "apiserver_authorization_match_condition_evaluation_seconds_count{name=\"outside\","
                                    + "type=\"Webhook\"} 3");
        }
    }

    @ParameterizedTest
    @CsvSource({"NoOpinion,200", "Deny,500"})
    void aConditionThatCannotBeEvaluatedFollowsTheFailurePolicy(String policy, int code) throws Exception {
        AuthorizationConfig configured = read(webhookIn(
                kubeconfig(webhook.url("/authorize")).toString(), policy, "request.resourceAttributes.verb == 'get'"));
        try (Requests requests = new Requests(config -> config.withAuthorization(configured))) {
            // A path has no resourceAttributes; RBAC allows everybody to see the version. A failure is no refusal: 500.
            assertThat(requests.sendAs("jane", "GET", "/version").code()).isEqualTo(code);
            assertThat(asked).isEmpty();
            assertThat(MetricsText.of(requests.server().metrics()))
                    .contains("match_condition_evaluation_errors_total{name=\"outside\",type=\"Webhook\"} 1.0");
        }
    }

    @Test
    void aBadConfigurationIsRefusedInTheWordsOfTheReference() {
        assertThatThrownBy(() -> read("""
                        apiVersion: apiserver.config.k8s.io/v1
                        kind: AuthorizationConfiguration
                        authorizers:
                        - type: Nope
                        - {type: RBAC}
                        - {type: RBAC, name: again}
                        - {type: Node, name: node, webhook: {}}
                        - type: Webhook
                          name: node
                          webhook:
                            timeout: 31s
                            failurePolicy: Perhaps
                            connectionInfo: {type: KubeConfigFile, kubeConfigFile: relative}
                            matchConditions: [{expression: "1"}, {expression: "1"}]
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("[authorizers[0].type: Unsupported value: \"Nope\": supported values: \"ABAC\","
                        + " \"AlwaysAllow\", \"AlwaysDeny\", \"Node\", \"RBAC\", \"Webhook\","
                        + " authorizers[1].name: Required value, authorizers[2].type: Duplicate value: \"RBAC\","
                        + " authorizers[3].webhook: Invalid value: \"non-null\": may only be specified when"
                        + " type=Webhook, authorizers[4].name: Duplicate value: \"node\", authorizers[4].timeout:"
                        + " Invalid value: \"31s\": must be > 0s and <= 30s,"
                        + " authorizers[4].subjectAccessReviewVersion: Required value,"
                        + " authorizers[4].matchConditionSubjectAccessReviewVersion: Required value: required if match"
                        + " conditions are specified, authorizers[4].failurePolicy: Unsupported value: \"Perhaps\":"
                        + " supported values: \"NoOpinion\", \"Deny\", authorizers[4].connectionInfo.kubeConfigFile:"
                        + " Invalid value: \"relative\": must be an absolute path,"
                        + " authorizers[4].matchConditions[0].expression: Invalid value: \"1\": must evaluate to bool"
                        + " but got int, authorizers[4].matchConditions[1].expression: Duplicate value: \"1\"]");
    }

    @Test
    void aMisspeltFieldOfAConfigurationIsNoFieldThatIsLeftOut() {
        assertThatThrownBy(() -> read("""
                        apiVersion: apiserver.config.k8s.io/v1
                        kind: AuthorizationConfiguration
                        authorizers: [{type: RBAC, name: r, nam: x}]
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failed to load AuthorizationConfiguration from file: strict decoding error: unknown field"
                        + " \"authorizers[0].nam\"");
    }

    @Test
    void theWebhookAllowsDeniesOrLeavesItToTheNext() throws Exception {
        String core = "/api/v1/namespaces/default/";
        try (Requests requests =
                withAuthorizer(webhook.url("/authorize"), WebhookAuthorizer.FailurePolicy.NO_OPINION)) {
            List<X509Certificate> jane = requests.certificates("jane"); // each certificate is a credential of its own
            for (int i = 0; i < 2; i++) {
                assertThat(requests.send("GET", core + "pods?labelSelector=a%3Db", Headers.NONE, "", jane)
                                .code())
                        .isEqualTo(200);
            }
            assertThat(asked).as("the answer is kept").hasSize(1);
            ObjectValue attributes = asked.element().object("spec").object("resourceAttributes");
            assertThat(attributes.toString())
                    .isEqualTo(
                            "{\"namespace\":\"default\",\"verb\":\"list\",\"version\":\"v1\",\"resource\":\"pods\",\"labelSelector\":{\"requirements\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"b\"]}]}}");
            assertThat(requests.sendAs("jane", "GET", core + "secrets").refusal())
                    .endsWith("in the namespace \"default\": secrets are for nobody");
            assertThat(requests.sendAs("jane", "GET", core + "services").refusal())
                    .endsWith("in the namespace \"default\": no idea");
            assertThat(requests.sendAs("jane", "POST", WHOAMI).code())
                    .as("RBAC allows it")
                    .isNotEqualTo(403);
            assertThat(requests.sendAs("admin", List.of(User.MASTERS), "GET", core + "secrets", "")
                            .code())
                    .isEqualTo(200);
            ObjectValue rules = requests.post(
                            "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                            "{\"spec\":{\"namespace\":\"default\"}}")
                    .json()
                    .object("status");
            assertThat(rules.text("evaluationError", ""))
                    .isEqualTo("webhook authorizer does not support user rule resolution");
        }
    }

    @Test
    void aWebhookThatDoesNotAnswerIsAnErrorUnlessTheNextAllows() throws Exception {
        String nowhere = "https://localhost:1/authorize";
        String pods = "/api/v1/namespaces/default/pods";
        try (Requests requests = withAuthorizer(nowhere, WebhookAuthorizer.FailurePolicy.NO_OPINION)) {
            assertThat(requests.sendAs("jane", "GET", pods).refusal())
                    .startsWith("500 InternalError: Internal error occurred: Post \"https://localhost:1/authorize\": ");
            assertThat(requests.sendAs("jane", "GET", "/version").code()).isEqualTo(200);
        }
        try (Requests requests = withAuthorizer(nowhere, WebhookAuthorizer.FailurePolicy.DENY)) {
            assertThat(requests.sendAs("jane", "GET", "/version").code()).isEqualTo(500);
        }
    }
}
