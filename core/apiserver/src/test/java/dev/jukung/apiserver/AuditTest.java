package dev.jukung.apiserver;

import static dev.jukung.apiserver.Requests.CONFIGMAPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.audit.AuditConfig;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Headers;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into the audit log of requests, compared with what the reference server writes of the same ones. */
class AuditTest {
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: None
              users: ["system:apiserver"]
            - level: RequestResponse
              resources: [{group: "", resources: [configmaps]}]
              omitManagedFields: true
            - level: Request
              resources: [{group: "", resources: [secrets]}]
            - level: Metadata
            """;

    @TempDir
    Path folder;

    private Requests requests;

    @BeforeEach
    void start() throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
        requests = start(AuditConfig.Log.to(log()), policy);
    }

    private static Requests start(AuditConfig.Log log, Path policy) throws InterruptedException {
        AuditConfig audit = new AuditConfig(Optional.of(policy), Optional.of(log), Optional.empty());
        return new Requests(config -> config.withOperation(Operation.STANDARD.withAudit(audit)));
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    private Path log() {
        return folder.resolve("audit.log");
    }

    private List<ObjectValue> events() throws IOException {
        return Files.readAllLines(log()).stream().map(Json::parseObject).toList();
    }

    private ObjectValue last() throws IOException {
        return events().getLast();
    }

    @Test
    void aCreationIsRecordedWithItsObjectsAndWithoutManagedFields() throws Exception {
        Requests.Answer created = requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");

        ObjectValue event = last();
        assertThat(event.text("auditID")).isEqualTo(created.headers().first("Audit-Id"));
        assertThat(event.object("user")
                        .object("extra")
                        .list("authentication.kubernetes.io/credential-id")
                        .texts())
                .singleElement()
                .asString()
                .startsWith("X509SHA256=");
        assertThat(event.with("user", event.object("user").without("extra"))
                        .without("auditID")
                        .without("responseObject")
                        .without("requestReceivedTimestamp"))
                .isEqualTo(Json.parseObject("""
                {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","stage":"ResponseComplete",
                 "requestURI":"/api/v1/namespaces/default/configmaps","verb":"create",
                 "user":{"username":"admin","groups":["system:masters","system:authenticated"]},
                 "sourceIPs":["127.0.0.1"],
                 "objectRef":{"resource":"configmaps","namespace":"default","apiVersion":"v1","name":"a"},
                 "responseStatus":{"metadata":{},"code":201},
                 "requestObject":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"},"data":{"k":"v"}},
                 "stageTimestamp":"2026-01-01T00:00:00.000000Z",
                 "annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}}"""));
        assertThat(event.object("responseObject").object("data")).isEqualTo(ObjectValue.of("k", "v"));
        assertThat(event.object("responseObject").object("metadata").has("managedFields"))
                .isFalse();
    }

    @Test
    void aRefusalIsRecordedWithItsStatusUnderTheIdThatTheClientGave() throws Exception {
        requests.sendAs("bob", "GET", "/api/v1/namespaces/default/pods", Headers.of("Audit-Id", "mine-1"));

        ObjectValue event = last();
        assertThat(event.text("auditID", "")).isEqualTo("mine-1");
        assertThat(event.object("responseStatus")).isEqualTo(Json.parseObject("""
                {"metadata":{},"status":"Failure","message":"pods is forbidden: User \\"bob\\" cannot list resource \\"pods\\" in API group \\"\\" in the namespace \\"default\\"",
                 "reason":"Forbidden","details":{"kind":"pods"},"code":403}"""));
        assertThat(event.object("annotations").text("authorization.k8s.io/decision", ""))
                .isEqualTo("forbid");
    }

    @Test
    void whoCannotBeIdentifiedLeavesARecordWithoutAUser() throws Exception {
        requests.sendAnonymously(
                "GET", "/api/v1/namespaces/default/pods", Headers.of("Authorization", "Bearer garbage"));

        ObjectValue event = last();
        assertThat(event.text("stage", "")).isEqualTo("ResponseStarted");
        assertThat(event.object("responseStatus").integer("code", 0)).isEqualTo(401);
        assertThat(event.object("annotations").isEmpty()).isTrue();
    }

    @Test
    void aPatchIsRecordedAsItCameAndAnImpersonatedUserBesideTheRealOne() throws Exception {
        requests.post("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"s\"}}");
        requests.patch(
                "/api/v1/namespaces/default/secrets/s", Requests.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");

        assertThat(last().object("requestObject"))
                .isEqualTo(Json.parseObject("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
        assertThat(last().has("responseObject")).isFalse();

        requests.send("GET", CONFIGMAPS + "/a", Headers.of("Impersonate-User", "eve"), "");

        assertThat(last().object("user").text("username", "")).isEqualTo("admin");
        assertThat(last().object("impersonatedUser"))
                .isEqualTo(Json.parseObject("{\"username\":\"eve\",\"groups\":[\"system:authenticated\"]}"));
    }

    @Test
    void whatComponentsInTheSameProcessDoIsRecordedToo() throws Exception {
        ApiClient client = requests.server().client(User.of("system:kube-controller-manager", User.MASTERS));
        ConfigMap made = client.create(
                Resources.CONFIGMAPS,
                new ConfigMap(Json.parseObject("{\"metadata\":{\"name\":\"in\",\"namespace\":\"default\"}}")));

        ObjectValue event = last();
        assertThat(event.text("requestURI", "")).isEqualTo("/api/v1/namespaces/default/configmaps");
        assertThat(event.object("user").text("username", "")).isEqualTo("system:kube-controller-manager");
        assertThat(event.object("objectRef").text("name", "")).isEqualTo("in");
        assertThat(event.object("responseStatus").integer("code", 0)).isEqualTo(201);
        assertThat(event.object("responseObject").object("metadata").text("uid", ""))
                .isEqualTo(made.tree().object("metadata").text("uid", ""));
        assertThat(event.object("annotations").text("authorization.k8s.io/decision", ""))
                .isEqualTo("allow");

        assertThatThrownBy(() -> requests.server()
                        .client(User.of("bob"))
                        .delete(Resources.CONFIGMAPS, made.key(), ApiClient.DeleteOptions.NONE))
                .isInstanceOf(ApiException.class);
        assertThat(last().text("verb", "") + " "
                        + last().object("responseStatus").integer("code", 0))
                .isEqualTo("delete 403");

        ApiClient.WatchStream<ConfigMap> watch = client.watch(
                Resources.CONFIGMAPS, new ApiClient.WatchQuery("default", "", "", requests.revision() + ""));
        watch.close();
        watch.close();
        assertThat(events().stream()
                        .filter(each -> each.text("verb", "").equals("watch"))
                        .map(each -> each.text("stage", "")))
                .containsExactly("ResponseStarted", "ResponseComplete");
    }

    @Test
    void whatTakesLongIsRecordedWhenItBegins() throws Exception {
        requests.get(CONFIGMAPS + "?watch=1");

        assertThat(last().text("stage", "")).isEqualTo("ResponseStarted");
        assertThat(last().text("verb", "")).isEqualTo("watch");
    }

    @Test
    void nothingIsRecordedOfWhatThePolicyDoesNotWantButAnIdIsGivenAlways() throws Exception {
        try (Requests silent = new Requests()) {
            Requests.Answer answer = silent.get("/version");

            assertThat(answer.headers().first("Audit-Id").orElse("")).hasSize(36);
            assertThat(answer.headers().first("Cache-Control")).contains("no-cache, private");
        }
        assertThat(log()).doesNotExist();
    }

    @Test
    void aStrictBackendThatCannotWriteRefusesTheRequest() throws Exception {
        Path policy = Files.writeString(folder.resolve("strict.yaml"), POLICY.replace("[RequestReceived]", "[]"));
        AuditConfig.Log nowhere = AuditConfig.Log.to(folder); // a folder cannot be written as a file
        try (Requests strict = start(nowhere.withMode(AuditConfig.Mode.BLOCKING_STRICT), policy);
                Requests lenient = start(nowhere, policy)) {
            assertThat(strict.get("/version").code()).isEqualTo(500);
            assertThat(strict.get("/version").body())
                    .isEqualTo("Internal Server Error: \"/version\": failed to store audit event\n");
            assertThat(lenient.get("/version").code()).isEqualTo(200);
        }
    }

    /** Keys and values as in kube-apiserver's staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating. */
    @Test
    void whatValidatingPoliciesFindAndNoteIsRecorded() throws Exception {
        String group = "/apis/admissionregistration.k8s.io/v1/";
        assertThat(requests.post(group + "validatingadmissionpolicies", """
                        {"metadata":{"name":"p"},"spec":{
                         "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],
                          "operations":["CREATE"],"resources":["configmaps"]}]},
                         "validations":[{"expression":"true"},{"expression":"object.data.x == '1'","message":"no"}],
                         "auditAnnotations":[{"key":"found","valueExpression":"'x is ' + object.data.x"},
                          {"key":"nothing","valueExpression":"null"}]}}""").code())
                .isEqualTo(201);
        assertThat(requests.post(group + "validatingadmissionpolicybindings", """
                        {"metadata":{"name":"b"},"spec":{"policyName":"p","validationActions":["Audit"]}}""")
                        .code())
                .isEqualTo(201);

        assertThat(requests.post(CONFIGMAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"2\"}}")
                        .code())
                .isEqualTo(201);

        ObjectValue notes = last().object("annotations");
        assertThat(notes.text("p/found")).contains("x is 2");
        assertThat(notes.has("p/nothing")).isFalse();
        assertThat(notes.text("validation.policy.admission.k8s.io/validation_failure"))
                .contains("[{\"message\":\"no\",\"policy\":\"p\",\"binding\":\"b\",\"expressionIndex\":1,"
                        + "\"validationActions\":[\"Audit\"]}]");
    }
}
