package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.webhook.WebhookServer;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Unstructured;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** APIServices: those of this server, and one that leads to a server of its own over TLS. */
class AggregationTest {
    private static final String APISERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String REMOTE = APISERVICES + "/v1beta1.metrics.example";
    private static final String THINGS = "/apis/metrics.example/v1beta1/things";

    private WebhookServer remote;
    private Requests api;
    private volatile int code = 200;

    @BeforeEach
    void start() throws Exception {
        remote = new WebhookServer(
                new VirtualClock(Instant.parse("2026-01-01T00:00:00Z")), this::answer, "metrics.default.svc");
        api = new Requests();
    }

    @AfterEach
    void stop() {
        api.close();
        remote.close();
    }

    private Response answer(Request request) {
        ObjectValue resource = ObjectValue.of(
                "name", "things",
                "singularName", "thing",
                "namespaced", false,
                "kind", "Thing",
                "verbs", ListValue.of("get", "list"));
        ObjectValue content = request.path().equals("/apis/metrics.example/v1beta1")
                ? ObjectValue.of(
                        "kind", "APIResourceList",
                        "apiVersion", "v1",
                        "groupVersion", "metrics.example/v1beta1",
                        "resources", ListValue.of(resource))
                : request.path().startsWith("/openapi/")
                        ? openApi(request)
                        : ObjectValue.of(
                                "path", request.target(),
                                "method", request.method(),
                                "user", request.header("X-Remote-User").orElse(""),
                                "groups", ListValue.copyOf(request.headers().all("X-Remote-Group")),
                                "authorization", request.header("Authorization").orElse("none"),
                                "audit", request.header("Audit-Id").orElse("none"));
        return Response.of(code, "application/json", Json.bytes(content));
    }

    /** With a path of its own, one that is not its own, and three definitions: one the server knows, one otherwise, one not. */
    private static ObjectValue openApi(Request request) {
        if (request.path().equals("/openapi/v3")) {
            return Json.parseObject(
                    "{\"paths\":{\"apis/metrics.example/v1beta1\":{\"serverRelativeURL\":"
                            + "\"/openapi/v3/apis/metrics.example/v1beta1?hash=1\"},\"api/v1\":{\"serverRelativeURL\":\"/x\"}}}");
        }
        return Json.parseObject("""
                {"swagger": "2.0", "paths": {
                  "/apis/metrics.example/v1beta1/things": {"get": {"responses": {"200":
                    {"schema": {"$ref": "#/definitions/example.Thing"}}}}},
                  "/apis/other/v1/": {"get": {"responses": {"200":
                    {"schema": {"$ref": "#/definitions/example.Unused"}}}}}},
                 "definitions": {
                  "example.Thing": {"type": "object", "properties": {
                    "metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
                    "secret": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString"}}},
                  "example.Unused": {"type": "string"},
                  "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {"type": "object", "description": "older"},
                  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": "string", "format": "int-or-string",
                    "description": "IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML\
                 marshalling and unmarshalling, it produces or consumes the inner type.  This allows you to have, for\
                 example, a JSON field that can accept a name or number."}}}
                """);
    }

    private void register() throws Exception {
        String service = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"metrics\"},\"spec\":"
                + "{\"type\":\"ExternalName\",\"externalName\":\"localhost\"}}";
        assertThat(api.post("/api/v1/namespaces/default/services", service).code())
                .isEqualTo(201);
        assertThat(api.post(APISERVICES, apiService()).code()).isEqualTo(201);
        api.settle();
    }

    private String apiService() {
        ObjectValue spec = ObjectValue.of(
                "group",
                "metrics.example",
                "version",
                "v1beta1",
                "groupPriorityMinimum",
                100L,
                "versionPriority",
                100L,
                "caBundle",
                remote.caBundle(),
                "service",
                ObjectValue.of("namespace", "default", "name", "metrics", "port", (long) remote.port()));
        return Json.write(ObjectValue.of(
                "apiVersion",
                "apiregistration.k8s.io/v1",
                "kind",
                "APIService",
                "metadata",
                ObjectValue.of("name", "v1beta1.metrics.example"),
                "spec",
                spec));
    }

    private String available(String target) throws Exception {
        ObjectValue condition = api.get(target)
                .json()
                .object("status")
                .list("conditions")
                .objects()
                .getFirst();
        return condition.text("type", "") + "=" + condition.text("status", "") + " " + condition.text("reason", "")
                + ": " + condition.text("message", "");
    }

    @Test
    void everyGroupOfThisServerHasAnApiServiceAndThoseOfCustomResourcesComeAndGo() throws Exception {
        ObjectValue apps = api.get(APISERVICES + "/v1.apps").json();
        assertThat(apps.object("metadata").object("labels"))
                .isEqualTo(ObjectValue.of("kube-aggregator.kubernetes.io/automanaged", "onstart"));
        assertThat(apps.object("spec").integer("groupPriorityMinimum", 0)).isEqualTo(17800);
        assertThat(apps.object("spec").integer("versionPriority", 0)).isEqualTo(15);
        assertThat(available(APISERVICES + "/v1."))
                .isEqualTo("Available=True Local: Local APIServices are always available");

        api.post(CustomResourceTest.DEFINITIONS, CustomResourceTest.DEFINITION);
        api.settle();
        ObjectValue custom = api.get(APISERVICES + "/v1.example.com").json();
        assertThat(custom.object("metadata").object("labels"))
                .isEqualTo(ObjectValue.of("kube-aggregator.kubernetes.io/automanaged", "true"));
        assertThat(custom.object("spec").integer("groupPriorityMinimum", 0)).isEqualTo(1000);

        api.delete(CustomResourceTest.DEFINITIONS + "/widgets.example.com", "");
        api.settle();
        assertThat(api.get(APISERVICES + "/v1.example.com").code()).isEqualTo(404);
    }

    @Test
    void componentsOfTheProcessReachOtherServersToo() throws Exception {
        register();
        ResourceType<Unstructured> things =
                ResourceType.dynamic("metrics.example", "v1beta1", "Thing", "things", false);
        ApiClient collector = api.server().client(User.of("collector", User.MASTERS));

        assertThat(collector.discover().supporting(Set.of("list"))).contains(things);
        ObjectValue answer = collector.get(things, ObjectKey.of("x")).tree();
        assertThat(answer.text("user", "")).isEqualTo("collector");
        assertThat(answer.text("path", "")).isEqualTo(THINGS + "/x");

        ApiClient nobody = api.server().client(User.of("nobody"));
        assertThatThrownBy(() -> nobody.get(things, ObjectKey.of("x")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @Test
    void requestsAreHandedOnInTheNameOfTheUser() throws Exception {
        register();
        assertThat(available(REMOTE)).isEqualTo("Available=True Passed: all checks passed");

        Requests.Answer answer = api.whole("GET", THINGS + "/x?a=b%26c", Headers.of("X-Remote-User", "mallory"), "");
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.json().text("path", "")).isEqualTo("/apis/metrics.example/v1beta1/things/x?a=b%26c");
        assertThat(answer.json().text("user", "")).isEqualTo("admin");
        assertThat(answer.json().list("groups").texts()).containsExactly("system:masters", "system:authenticated");
        assertThat(answer.json().text("authorization", "")).isEqualTo("none");
        assertThat(api.whole("POST", THINGS, Headers.of("Content-Type", "application/json"), "{}")
                        .json()
                        .text("method", ""))
                .isEqualTo("POST");
        assertThat(api.sendAs("nobody", "GET", THINGS).code()).isEqualTo(403);
    }

    @Test
    void discoveryHasWhatTheOtherServerTold() throws Exception {
        register();
        assertThat(api.get("/apis/metrics.example")
                        .json()
                        .object("preferredVersion")
                        .text("version", ""))
                .isEqualTo("v1beta1");
        List<String> groups = api.get("/apis").json().list("groups").objects().stream()
                .map(group -> group.text("name", ""))
                .toList();
        assertThat(groups.getLast()).isEqualTo("metrics.example");
        assertThat(groups.getFirst()).isEqualTo("apiregistration.k8s.io");
        String aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        assertThat(api.send("GET", "/apis", Headers.of("Accept", aggregated), "")
                        .body())
                .contains("\"resource\":\"things\"");
        assertThat(api.whole("GET", "/apis/metrics.example/v1beta1", Headers.NONE, "")
                        .body())
                .contains("\"APIResourceList\"");
    }

    @Test
    void openApiHasWhatTheOtherServerTold() throws Exception {
        register();

        ObjectValue document = api.get("/openapi/v2").json();
        assertThat(document.object("paths").has("/apis/metrics.example/v1beta1/things"))
                .isTrue();
        assertThat(document.object("paths").has("/apis/other/v1/")).isFalse();
        ObjectValue definitions = document.object("definitions");
        String metadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
        ObjectValue properties = definitions.object("example.Thing").object("properties");
        assertThat(properties.object("metadata").text("$ref", "")).isEqualTo("#/definitions/" + metadata + "_v2");
        assertThat(properties.object("secret").text("$ref", ""))
                .isEqualTo("#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString");
        assertThat(definitions.object(metadata + "_v2").text("description", "")).isEqualTo("older");
        assertThat(definitions.object(metadata).text("description", "")).startsWith("ObjectMeta is metadata");
        assertThat(definitions.has("example.Unused")).isFalse();
        assertThat(api.get("/openapi/v3")
                        .json()
                        .object("paths")
                        .object("apis/metrics.example/v1beta1")
                        .text("serverRelativeURL", ""))
                .isEqualTo("/openapi/v3/apis/metrics.example/v1beta1?hash=1");
        assertThat(api.get("/openapi/v3")
                        .json()
                        .object("paths")
                        .object("api/v1")
                        .text("serverRelativeURL", ""))
                .startsWith("/openapi/v3/api/v1?hash=");

        api.delete(REMOTE, "");
        api.settle();
        assertThat(api.get("/openapi/v2").json().object("paths").has("/apis/metrics.example/v1beta1/things"))
                .isFalse();
        assertThat(api.get("/openapi/v3").json().object("paths").has("apis/metrics.example/v1beta1"))
                .isFalse();
    }

    @Test
    void bothServersRecordARequestUnderOneId() throws Exception {
        register();
        assertThat(api.whole("GET", THINGS, Headers.of("Audit-Id", "id-7"), "")
                        .json()
                        .text("audit", ""))
                .isEqualTo("id-7");
    }

    @Test
    void withRoutingToEndpointsNobodyHasToRouteToClusterAddresses() throws Exception {
        try (Requests routing = new Requests(ApiServerConfig::withAggregatorRouting)) {
            routing.post(
                    "/api/v1/namespaces/default/services",
                    "{\"metadata\":{\"name\":\"metrics\"},\"spec\":{\"ports\":[{\"name\":\"https\",\"port\":"
                            + remote.port() + "}]}}");
            routing.post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", slice("other", "other", true));
            routing.post(APISERVICES, apiService());
            routing.settle();
            assertThat(routing.whole("GET", THINGS, Headers.NONE, "").code()).isEqualTo(503);

            routing.post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", slice("a", "metrics", true));
            routing.post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", slice("b", "metrics", false));
            routing.settle();
            assertThat(routing.whole("GET", THINGS, Headers.NONE, "").code()).isEqualTo(200);
        }
    }

    private String slice(String name, String service, boolean ready) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"kubernetes.io/service-name\":\"" + service
                + "\"}},\"addressType\":\"IPv4\",\"ports\":[{\"name\":\"https\",\"port\":" + remote.port()
                + "}],\"endpoints\":[{\"addresses\":[\"" + (ready ? "127.0.0.1" : "127.0.0.2")
                + "\"],\"conditions\":{\"ready\":" + ready + "}}]}";
    }

    @Test
    void whyAServerCannotBeAskedIsInTheConditionAndTheAnswerIsUnavailable() throws Exception {
        assertThat(api.post(APISERVICES, apiService()).code()).isEqualTo(201);
        api.settle();
        assertThat(available(REMOTE))
                .isEqualTo("Available=False ServiceNotFound: service/metrics in \"default\" is not present");
        Requests.Answer answer = api.get(THINGS);
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("service unavailable\n");

        code = 500;
        String service = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"metrics\"},\"spec\":"
                + "{\"type\":\"ExternalName\",\"externalName\":\"localhost\"}}";
        api.post("/api/v1/namespaces/default/services", service);
        api.settle();
        String url = "https://localhost:" + remote.port() + "/apis/metrics.example/v1beta1";
        assertThat(available(REMOTE))
                .isEqualTo("Available=False FailedDiscoveryCheck: failing or missing response from " + url
                        + ": bad status from " + url + ": 500");

        code = 200;
        api.advance(Duration.ofSeconds(5));
        assertThat(available(REMOTE)).isEqualTo("Available=True Passed: all checks passed");
    }

    @Test
    void anApiServiceIsNamedByItsVersionAndGroup() throws Exception {
        assertThat(api.post(APISERVICES, apiService().replace("\"v1beta1.metrics.example\"", "\"x\""))
                        .refusal())
                .isEqualTo(
                        "422 Invalid: APIService.apiregistration.k8s.io \"x\" is invalid: metadata.name: Invalid value: \"x\": must be `spec.version+\".\"+spec.group`: \"v1beta1.metrics.example\"");
    }
}
