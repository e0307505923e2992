package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static dev.jukung.apiserver.Requests.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.http.Handler;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks over HTTPS, asked by a server with its whole pipeline. */
class AdmissionWebhookTest {
    private static final String CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<ObjectValue> asked = Collections.synchronizedList(new ArrayList<>());
    private final Requests requests = opened(new Requests());

    AdmissionWebhookTest() throws Exception {}

    private <T extends AutoCloseable> T opened(T part) {
        open.addFirst(part);
        return part;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    /** A server whose answers are made from the requests of the reviews. */
    private WebhookServer webhook(Function<ObjectValue, ObjectValue> answers) throws Exception {
        return opened(new WebhookServer(requests.clock(), request -> {
            ObjectValue review = Json.parseObject(request.body());
            asked.add(review);
            ObjectValue response = answers.apply(review.object("request"));
            return json(review.without("request").with("response", response));
        }));
    }

    private WebhookServer raw(Handler handler) throws Exception {
        return opened(new WebhookServer(requests.clock(), handler));
    }

    private static Response json(ObjectValue answer) {
        return Response.of(200, "application/json", Json.bytes(answer));
    }

    private void register(String kind, String name, WebhookServer server, UnaryOperator<ObjectValue> change)
            throws Exception {
        ObjectValue rule = ObjectValue.of(
                "operations", ListValue.of("*"),
                "apiGroups", ListValue.of("*"),
                "apiVersions", ListValue.of("*"),
                "resources", ListValue.of("configmaps"));
        ObjectValue webhook = ObjectValue.of(
                "name", name + ".example.com",
                "clientConfig", ObjectValue.of("url", server.url("/review"), "caBundle", server.caBundle()),
                "rules", ListValue.of(rule),
                "sideEffects", "None",
                "admissionReviewVersions", ListValue.of("v1"));
        ObjectValue configuration = ObjectValue.of(
                "metadata", ObjectValue.of("name", name), "webhooks", ListValue.of(change.apply(webhook)));
        Requests.Answer answer = requests.post(CONFIGURATIONS + kind, configuration.toString());
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    }

    private void mutating(String name, WebhookServer server, UnaryOperator<ObjectValue> change) throws Exception {
        register("mutatingwebhookconfigurations", name, server, change);
    }

    private void validating(String name, WebhookServer server, UnaryOperator<ObjectValue> change) throws Exception {
        register("validatingwebhookconfigurations", name, server, change);
    }

    private static ObjectValue allow(ObjectValue request) {
        return ObjectValue.of("uid", request.text("uid", ""), "allowed", true);
    }

    private static ObjectValue patch(ObjectValue request, String operations) {
        String text = Base64.getEncoder().encodeToString(operations.getBytes(StandardCharsets.UTF_8));
        return allow(request).with("patchType", "JSONPatch").with("patch", text);
    }

    private static ObjectValue deny(ObjectValue request, ObjectValue status) {
        return ObjectValue.of("uid", request.text("uid", ""), "allowed", false, "status", status);
    }

    private Requests.Answer create(String name) throws Exception {
        return requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"x\":\"1\"}}");
    }

    @Test
    void whatIsStoredIsWhatTheWebhookMadeOfIt() throws Exception {
        WebhookServer server =
                webhook(request -> patch(request, "[{\"op\":\"add\",\"path\":\"/data/y\",\"value\":\"2\"}]")
                        .with("warnings", ListValue.of("changed it")));
        mutating("m", server, UnaryOperator.identity());

        Requests.Answer created = create("a");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.warnings()).containsExactly("299 - \"changed it\"");
        assertThat(requests.get(CONFIGMAPS + "/a").json().get("data")).isEqualTo(ObjectValue.of("x", "1", "y", "2"));
    }

    @Test
    void theReviewTellsEverythingOfTheRequest() throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        validating("v", server, UnaryOperator.identity());

        create("a");
        requests.patch(CONFIGMAPS + "/a?fieldManager=me", MERGE, "{\"data\":{\"x\":\"2\"}}");
        requests.delete(CONFIGMAPS + "/a", "{\"gracePeriodSeconds\":7}");

        List<ObjectValue> all =
                asked.stream().map(review -> review.object("request")).toList();
        assertThat(all)
                .extracting(request -> request.text("operation", ""))
                .containsExactly("CREATE", "UPDATE", "DELETE");
        ObjectValue first = all.getFirst();
        ObjectValue group = ObjectValue.of("group", "", "version", "v1");
        assertThat(first.get("kind")).isEqualTo(group.with("kind", "ConfigMap"));
        assertThat(first.get("requestResource")).isEqualTo(group.with("resource", "configmaps"));
        assertThat(first.text("name", "") + first.text("namespace", "")).isEqualTo("adefault");
        assertThat(first.object("userInfo").text("username", "")).isEqualTo("admin");
        assertThat(first.object("options").text("kind", "")).isEqualTo("CreateOptions");
        assertThat(first.object("object").text("kind", "")).isEqualTo("ConfigMap");
        assertThat(first.object("oldObject")).isEqualTo(ObjectValue.EMPTY);
        assertThat(all.get(1).object("options").text("fieldManager", "")).isEqualTo("me");
        assertThat(all.get(1).object("object").object("data")).isEqualTo(ObjectValue.of("x", "2"));
        assertThat(all.get(1).object("oldObject").object("data")).isEqualTo(ObjectValue.of("x", "1"));
        assertThat(all.get(2).object("options").integer("gracePeriodSeconds", 0))
                .isEqualTo(7);
        assertThat(all.get(2).object("oldObject").object("data")).isEqualTo(ObjectValue.of("x", "2"));
        assertThat(all.get(2).object("object")).isEqualTo(ObjectValue.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{}`|`400 : admission webhook \"v.example.com\" denied the request without explanation`",
                "`{\"message\":\"no\"}`|`400 : admission webhook \"v.example.com\" denied the request: no`",
                "`{\"reason\":\"Forbidden\",\"code\":403}`|`403 Forbidden: admission webhook \"v.example.com\" denied the request: Forbidden`",
                "`{\"reason\":\"Mine\",\"code\":200,\"message\":\"x\"}`|`400 Mine: admission webhook \"v.example.com\" denied the request: x`",
            })
    void aRefusalCarriesTheWebhooksStatus(String status, String expected) throws Exception {
        WebhookServer server = webhook(request -> deny(request, Json.parseObject(status)));
        validating("v", server, UnaryOperator.identity());
        assertThat(create("a").refusal()).isEqualTo(expected);
        assertThat(requests.get(CONFIGMAPS + "/a").code()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{}`|webhook response was absent",
                "`{\"response\":{\"uid\":\"other\",\"allowed\":true}}`|expected response.uid=",
                "`{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"response\":{\"uid\":\"UID\",\"allowed\":true}}`|expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got v1, Kind=Pod",
                "`{\"response\":{\"uid\":\"UID\",\"allowed\":true}}`|expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=",
                "`{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"response\":{\"uid\":\"UID\",\"allowed\":true,\"patch\":\"W10=\"}}`|webhook returned response.patch but not response.patchType",
            })
    void aWebhookThatLiesCountsAsFailed(String answer, String expected) throws Exception {
        WebhookServer server = raw(request -> {
            String uid = Json.parseObject(request.body()).object("request").text("uid", "");
            return json(Json.parseObject(answer.replace("UID", uid)));
        });
        mutating("m", server, UnaryOperator.identity());
        assertThat(create("a").refusal())
                .startsWith(
                        "500 InternalError: Internal error occurred: failed calling webhook \"m.example.com\": received invalid webhook response: "
                                + expected);
    }

    @Test
    void aBadPatchIsRefusedWhateverTheFailurePolicy() throws Exception {
        WebhookServer server = webhook(request -> patch(request, "[{\"op\":\"remove\",\"path\":\"/data/none\"}]"));
        mutating("m", server, webhook -> webhook.with("failurePolicy", "Ignore"));
        assertThat(create("a").refusal()).startsWith("500 InternalError: Internal error occurred: ");
    }

    @Test
    void theFailurePolicySaysWhatAnUnreachableWebhookMeans() throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        String url = server.url("/review?timeout=10s");
        validating("v", server, webhook -> webhook.with("failurePolicy", "Fail"));
        server.close();
        assertThat(create("a").refusal())
                .isEqualTo(
                        "500 InternalError: Internal error occurred: failed calling webhook \"v.example.com\": failed to call webhook: Post \""
                                + url + "\": dial tcp 127.0.0.1:" + server.port() + ": connect: connection refused");
        requests.patch(
                CONFIGURATIONS + "validatingwebhookconfigurations/v",
                Requests.JSON_PATCH,
                "[{\"op\":\"replace\",\"path\":\"/webhooks/0/failurePolicy\",\"value\":\"Ignore\"}]");
        assertThat(create("a").code()).isEqualTo(201);
    }

    @Test
    void aWebhookThatHangsCostsItsTimeoutOnly() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        WebhookServer server = raw(_ -> {
            arrived.countDown();
            never.await();
            return Response.text(200, "");
        });
        mutating("m", server, webhook -> webhook.with("timeoutSeconds", 3L));
        Thread.ofVirtual().start(() -> {
            try {
                arrived.await();
                requests.clock().advance(Duration.ofSeconds(3));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(create("a").refusal())
                .endsWith("failed to call webhook: Post \"" + server.url("/review?timeout=3s")
                        + "\": context deadline exceeded");
        never.countDown();
    }

    @Test
    void aDryRunIsToldToTheWebhook() throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        validating("v", server, webhook -> webhook.with("sideEffects", "NoneOnDryRun"));
        String body = "{\"metadata\":{\"name\":\"a\"}}";
        assertThat(requests.post(CONFIGMAPS + "?dryRun=All", body).code()).isEqualTo(201);
        assertThat(asked.getFirst().object("request").flag("dryRun", false)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "app=web, app, web, 1",
        "app=db, app, web, 0",
        "'', app, web, 0",
    })
    void objectsAreSelectedByLabels(String labels, String key, String value, int calls) throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        ObjectValue selector = ObjectValue.of("matchLabels", ObjectValue.of(key, value));
        validating("v", server, webhook -> webhook.with("objectSelector", selector));
        String text = labels.isEmpty() ? "" : "\"" + labels.replace("=", "\":\"") + "\"";
        requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{" + text + "}}}");
        assertThat(asked).hasSize(calls);
    }

    @Test
    void namespacesAreSelectedByTheirLabels() throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        ObjectValue selector =
                ObjectValue.of("matchLabels", ObjectValue.of("kubernetes.io/metadata.name", "kube-system"));
        validating("v", server, webhook -> webhook.with("namespaceSelector", selector));
        create("a");
        assertThat(asked).isEmpty();
        requests.post("/api/v1/namespaces/kube-system/configmaps", "{\"metadata\":{\"name\":\"a\"}}");
        assertThat(asked).hasSize(1);
    }

    @Test
    void webhooksThatWantItAreAskedAgainAfterAnother() throws Exception {
        WebhookServer server =
                webhook(request -> request.object("object").object("data").has("y")
                        ? allow(request)
                        : patch(
                                request,
                                request.object("object").object("data").has("x2")
                                        ? "[{\"op\":\"add\",\"path\":\"/data/y\",\"value\":\"late\"}]"
                                        : "[]"));
        WebhookServer second =
                webhook(request -> patch(request, "[{\"op\":\"add\",\"path\":\"/data/x2\",\"value\":\"2\"}]"));
        mutating("a-first", server, webhook -> webhook.with("reinvocationPolicy", "IfNeeded"));
        mutating("b-second", second, UnaryOperator.identity());

        assertThat(create("a").json().object("data")).isEqualTo(ObjectValue.of("x", "1", "x2", "2", "y", "late"));
        assertThat(asked).hasSize(3);
    }

    @Test
    void anotherVersionOfTheResourceIsConvertedForTheWebhook() throws Exception {
        WebhookServer server =
                webhook(request -> patch(request, "[{\"op\":\"replace\",\"path\":\"/spec/maxReplicas\",\"value\":9}]"));
        mutating(
                "m",
                server,
                webhook -> webhook.with(
                        "rules",
                        ListValue.of(ObjectValue.of(
                                "operations", ListValue.of("CREATE"),
                                "apiGroups", ListValue.of("autoscaling"),
                                "apiVersions", ListValue.of("v2"),
                                "resources", ListValue.of("horizontalpodautoscalers")))));
        Requests.Answer created = requests.post(
                "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers",
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"maxReplicas\":3,\"targetCPUUtilizationPercentage\":70,\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\"}}}");
        assertThat(created.code()).as(created.body()).isEqualTo(201);
        assertThat(created.json().text("apiVersion", "")).isEqualTo("autoscaling/v1");
        assertThat(created.json().object("spec").integer("maxReplicas", 0)).isEqualTo(9);
        ObjectValue request = asked.getFirst().object("request");
        assertThat(request.object("kind").text("version", "")).isEqualTo("v2");
        assertThat(request.object("requestKind").text("version", "")).isEqualTo("v1");
        assertThat(request.object("object").text("apiVersion", "")).isEqualTo("autoscaling/v2");
    }

    @Test
    void aScaleIsReviewedAsAScale() throws Exception {
        requests.post(
                "/apis/apps/v1/namespaces/default/deployments",
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
        WebhookServer server = webhook(request -> deny(request, ObjectValue.of("message", "enough")));
        validating(
                "v",
                server,
                webhook -> webhook.with(
                        "rules",
                        ListValue.of(ObjectValue.of(
                                "operations", ListValue.of("UPDATE"),
                                "apiGroups", ListValue.of("apps"),
                                "apiVersions", ListValue.of("*"),
                                "resources", ListValue.of("deployments/scale")))));
        assertThat(requests.patch(
                                "/apis/apps/v1/namespaces/default/deployments/d/scale",
                                MERGE,
                                "{\"spec\":{\"replicas\":5}}")
                        .refusal())
                .isEqualTo("400 : admission webhook \"v.example.com\" denied the request: enough");
        ObjectValue request = asked.getFirst().object("request");
        assertThat(request.object("kind"))
                .isEqualTo(ObjectValue.of("group", "autoscaling", "version", "v1", "kind", "Scale"));
        assertThat(request.text("subResource", "")).isEqualTo("scale");
        assertThat(request.object("object").object("spec").integer("replicas", 0))
                .isEqualTo(5);
        assertThat(request.object("oldObject").object("spec").integer("replicas", 0))
                .isEqualTo(1);
    }

    @Test
    void connectionsAreReviewedWithTheirOptions() throws Exception {
        WebhookServer server = webhook(request -> deny(request, ObjectValue.of("message", "no shell")));
        validating(
                "v",
                server,
                webhook -> webhook.with(
                        "rules",
                        ListValue.of(ObjectValue.of(
                                "operations", ListValue.of("CONNECT"),
                                "apiGroups", ListValue.of(""),
                                "apiVersions", ListValue.of("*"),
                                "resources", ListValue.of("pods/exec")))));
        assertThat(requests.post("/api/v1/namespaces/default/pods/p/exec?command=sh&command=-c&stdin=true", "")
                        .refusal())
                .isEqualTo("400 : admission webhook \"v.example.com\" denied the request: no shell");
        ObjectValue request = asked.getFirst().object("request");
        assertThat(request.object("object"))
                .isEqualTo(ObjectValue.of(
                        "kind",
                        "PodExecOptions",
                        "apiVersion",
                        "v1",
                        "stdin",
                        true,
                        "command",
                        ListValue.of("sh", "-c")));
    }

    @Test
    void configurationsOfWebhooksAreNeverReviewed() throws Exception {
        WebhookServer server = webhook(request -> deny(request, ObjectValue.EMPTY));
        validating(
                "v",
                server,
                webhook -> webhook.with(
                        "rules",
                        ListValue.of(ObjectValue.of(
                                "operations", ListValue.of("*"),
                                "apiGroups", ListValue.of("*"),
                                "apiVersions", ListValue.of("*"),
                                "resources", ListValue.of("*")))));
        assertThat(create("a").code()).isEqualTo(400);
        assertThat(requests.delete(CONFIGURATIONS + "validatingwebhookconfigurations/v", "")
                        .code())
                .isEqualTo(200);
        assertThat(create("a").code()).isEqualTo(201);
    }

    @Test
    void whatWebhooksDidIsMeasured() throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        validating("v", server, UnaryOperator.identity());
        create("a");
        assertThat(requests.get("/metrics").body())
                .contains(
                        "apiserver_admission_webhook_admission_duration_seconds_count{name=\"v.example.com\",operation=\"CREATE\",rejected=\"false\",type=\"validating\"} 1");
    }

    private static UnaryOperator<ObjectValue> onlyIf(String name, String expression) {
        return webhook ->
                webhook.with("matchConditions", ListValue.of(ObjectValue.of("name", name, "expression", expression)));
    }

    @Test
    void aWebhookIsAskedOnlyWhenItsConditionsHold() throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        validating("v", server, onlyIf("not-free", "object.metadata.name != 'free'"));
        mutating("m", server, onlyIf("not-free", "!request.name.startsWith('fr')"));

        assertThat(create("free").code()).isEqualTo(201);
        assertThat(asked).isEmpty();
        assertThat(create("bound").code()).isEqualTo(201);
        assertThat(asked).hasSize(2);
        assertThat(requests.get("/metrics").body())
                .contains(
                        "apiserver_admission_match_condition_exclusions_total{kind=\"webhook\",name=\"v.example.com\",operation=\"CREATE\",type=\"validate\"} 1.0");
    }

    @ParameterizedTest
    @CsvSource({"Fail,403", "Ignore,201"})
    void whatCannotBeEvaluatedFollowsTheFailurePolicy(String policy, int code) throws Exception {
        WebhookServer server = webhook(AdmissionWebhookTest::allow);
        validating("v", server, webhook -> onlyIf("x", "object.data.y == '1'")
                .apply(webhook)
                .with("failurePolicy", policy));

        Requests.Answer answer = create("a");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(asked).isEmpty();
        if (code == 403) {
            assertThat(answer.refusal())
                    .isEqualTo("403 Forbidden: configmaps \"a\" is forbidden: expression 'object.data.y == '1''"
                            + " resulted in error: no such key: y");
        }
    }

    @Test
    void badConditionsAreRefusedInTheWordsOfTheReference() throws Exception {
        ObjectValue webhook = ObjectValue.of(
                        "name",
                        "w.example.com",
                        "clientConfig",
                        ObjectValue.of("url", "https://127.0.0.1:1/"),
                        "sideEffects",
                        "None",
                        "admissionReviewVersions",
                        ListValue.of("v1"))
                .with("matchConditions", Json.parse("""
                        [{"name":"","expression":"true"},{"name":"a b","expression":""},{"name":"d","expression":"1"},
                         {"name":"d","expression":"params.x == 1"}]"""));
        ObjectValue configuration =
                ObjectValue.of("metadata", ObjectValue.of("name", "w"), "webhooks", ListValue.of(webhook));

        assertThat(requests.post(CONFIGURATIONS + "validatingwebhookconfigurations", configuration.toString())
                        .refusal())
                .isEqualTo("422 Invalid: ValidatingWebhookConfiguration.admissionregistration.k8s.io \"w\" is invalid:"
                        + " [webhooks[0].matchConditions[0].name: Required value,"
                        + " webhooks[0].matchConditions[1].expression: Required value,"
                        + " webhooks[0].matchConditions[1].name: Invalid value: \"a b\": name part must consist of"
                        + " alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                        + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                        + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'),"
                        + " webhooks[0].matchConditions[2].expression: Invalid value: \"1\": must evaluate to bool"
                        + " but got int, webhooks[0].matchConditions[3].expression: Invalid value: \"params.x =="
                        + " 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in"
                        + " container '')\n | params.x == 1\n | ^, webhooks[0].matchConditions[3].name: Duplicate"
                        + " value: \"d\"]");
    }
}
