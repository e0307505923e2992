package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The API as a program finds it that knows nothing of Kubernetes: HTTPS, JSON and a token. */
@Timeout(120)
class RestApiTest extends KubectlTests {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private HttpClient client;
    private String server = "";
    private String token = "";

    @BeforeAll
    void connect() throws Exception {
        token = token();
        server = server();
        client = HttpClient.newBuilder().sslContext(tls()).build();
    }

    @AfterAll
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        HttpRequest request = request(path)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, "application/json", body);
    }

    private ObjectValue get(String path) throws Exception {
        HttpResponse<String> answer = client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return Json.parseObject(answer.body());
    }

    private static String pod(String name) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "labels": {"a": "b"}},
                 "spec": {"terminationGracePeriodSeconds": 0, "containers": [{"name": "c", "image": "example/c:1"}]}}""".formatted(name);
    }

    /** API-03. */
    @Test
    void podsAreMadeReadChangedAndDeletedByTheMethodsOfHttp() throws Exception {
        String path = PODS + "/methods";
        HttpResponse<String> created = post(PODS, pod("methods"));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(get(path).object("metadata").text("uid"))
                .isEqualTo(Json.parseObject(created.body()).object("metadata").text("uid"));
        HttpResponse<String> replaced;
        do { // until no status came in between
            ObjectValue changed = get(path).withAt(ObjectValue.of("a", "put"), "metadata", "labels");
            replaced = send("PUT", path, "application/json", Json.write(changed));
        } while (replaced.statusCode() == 409);
        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
        assertThat(get(path).object("metadata").object("labels").text("a")).contains("put");
        HttpResponse<String> patched =
                send("PATCH", path, "application/merge-patch+json", "{\"metadata\":{\"labels\":{\"a\":\"patched\"}}}");
        assertThat(patched.statusCode()).isEqualTo(200);
        assertThat(get(path).object("metadata").object("labels").text("a")).contains("patched");
        assertThat(send("DELETE", path + "?gracePeriodSeconds=0", "application/json", "")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> gone = client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(Json.parseObject(gone.body()).text("message")).contains("pods \"methods\" not found");
    }

    /** API-05. */
    @Test
    void aDeploymentIsMadeInItsGroup() throws Exception {
        String deployments = "/apis/apps/v1/namespaces/default/deployments";
        HttpResponse<String> created = post(deployments, """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "posted"}, "spec": {"replicas": 1,
                 "selector": {"matchLabels": {"a": "posted"}}, "template": {"metadata": {"labels": {"a": "posted"}},
                 "spec": {"containers": [{"name": "c", "image": "example/c:1"}]}}}}""");
        assertThat(created.statusCode()).isEqualTo(201);
        ObjectValue answer = Json.parseObject(created.body());
        assertThat(answer.text("apiVersion", "") + " " + answer.text("kind", ""))
                .isEqualTo("apps/v1 Deployment");
        assertThat(get(deployments + "/posted").object("metadata").text("uid"))
                .isEqualTo(answer.object("metadata").text("uid"));
        kubectl("rollout", "status", "deployment/posted", "--timeout=60s");
    }

    /** API-06 and API-07. */
    @Test
    void theRootsSayWhichVersionsAndGroupsThereAre() throws Exception {
        ObjectValue core = get("/api");
        assertThat(core.text("kind")).contains("APIVersions");
        assertThat(core.list("versions").texts()).containsExactly("v1");
        assertThat(core.list("serverAddressByClientCIDRs").objects())
                .singleElement()
                .satisfies(address -> {
                    assertThat(address.text("clientCIDR")).contains("0.0.0.0/0");
                    assertThat(address.text("serverAddress", ""))
                            .isEqualTo(URI.create(server).getAuthority());
                });
        ObjectValue groups = get("/apis");
        assertThat(groups.text("kind")).contains("APIGroupList");
        for (String name : List.of("apps", "batch")) {
            assertThat(groups.list("groups").objects())
                    .filteredOn(group -> group.text("name", "").equals(name))
                    .singleElement()
                    .satisfies(group -> assertThat(group.list("versions").objects())
                            .extracting(version -> version.text("version", ""))
                            .contains("v1"));
        }
        assertThat(groups.list("groups").objects()).allSatisfy(group -> {
            assertThat(group.text("name", "")).isNotEmpty();
            assertThat(group.list("versions").objects()).isNotEmpty().allSatisfy(version -> assertThat(
                            version.text("groupVersion", ""))
                    .isEqualTo(group.text("name", "") + "/" + version.text("version", "")));
        });
    }

    /** API-09. */
    @Test
    void aListOfPodsHasTheirMetadataSpecAndStatus() throws Exception {
        post(PODS, pod("listed"));
        kubectl("wait", "pod/listed", "--for=condition=Ready", "--timeout=60s");
        ObjectValue list = get(PODS);
        assertThat(list.text("kind", "") + " " + list.text("apiVersion", "")).isEqualTo("PodList v1");
        assertThat(list.object("metadata").text("resourceVersion", "")).matches("\\d+");
        assertThat(list.list("items").objects())
                .filteredOn(item -> item.object("metadata").text("name", "").equals("listed"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.object("metadata").text("namespace")).contains("default");
                    assertThat(item.object("spec").list("containers").size()).isEqualTo(1);
                    ObjectValue status = item.object("status");
                    assertThat(status.text("phase")).contains("Running");
                    assertThat(status.list("conditions").objects())
                            .extracting(condition -> condition.text("type", ""))
                            .contains("PodScheduled", "Initialized", "ContainersReady", "Ready");
                    assertThat(status.list("containerStatuses").objects())
                            .singleElement()
                            .satisfies(
                                    one -> assertThat(one.flag("ready", false)).isTrue());
                });
    }

    private HttpResponse<Stream<String>> watch(String path, HttpClient.Version version) throws Exception {
        HttpResponse<Stream<String>> answer =
                client.send(request(path).version(version).build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        return answer;
    }

    /** API-10 and API-11. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aWatchTellsOfEachChangeWhileItHappens(HttpClient.Version version) throws Exception {
        String name =
                "watched-" + version.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        String path = PODS + "?watch=true&fieldSelector=metadata.name%3D" + name;
        HttpResponse<Stream<String>> answer = watch(path, version);
        assertThat(answer.headers().firstValue("transfer-encoding"))
                .isEqualTo(
                        version == HttpClient.Version.HTTP_1_1
                                ? java.util.Optional.of("chunked")
                                : java.util.Optional.empty());
        try (Stream<String> lines = answer.body()) {
            Iterator<String> events = lines.iterator();
            post(PODS, pod(name));
            ObjectValue added = event(events);
            assertThat(added.text("type")).contains("ADDED");
            kubectl("label", "pod", name, "more=labels");
            ObjectValue modified = event(events);
            while (!modified.object("object")
                    .object("metadata")
                    .object("labels")
                    .has("more")) {
                assertThat(modified.text("type")).contains("MODIFIED");
                modified = event(events);
            }
            assertThat(modified.text("type")).contains("MODIFIED");
            kubectl("delete", "pod", name, "--now", "--wait=false");
            ObjectValue last = event(events);
            while (last.text("type", "").equals("MODIFIED")) {
                last = event(events);
            }
            assertThat(last.text("type")).contains("DELETED");
            assertThat(last.object("object").object("metadata").text("uid"))
                    .isEqualTo(added.object("object").object("metadata").text("uid"));
        }
    }

    private static ObjectValue event(Iterator<String> lines) {
        ObjectValue event = Json.parseObject(lines.next());
        assertThat(event.keyAt(0) + " " + event.keyAt(1) + " " + event.size()).isEqualTo("type object 2");
        assertThat(event.object("object").text("kind")).contains("Pod");
        return event;
    }

    /** API-12. */
    @Test
    void oneWatchTellsOfAllNamespaces() throws Exception {
        List<String> names = new ArrayList<>();
        kubectl("create", "namespace", "elsewhere");
        // The account of a new namespace comes a moment after it.
        kubectl("wait", "--for=create", "serviceaccount/default", "-n", "elsewhere", "--timeout=60s");
        try (Stream<String> lines = watch(
                        "/api/v1/pods?watch=true&labelSelector=all%3Dof-them", HttpClient.Version.HTTP_2)
                .body()) {
            Iterator<String> events = lines.iterator();
            for (String namespace : List.of("default", "elsewhere")) {
                post(
                        "/api/v1/namespaces/" + namespace + "/pods",
                        pod("in-" + namespace).replace("\"a\": \"b\"", "\"all\": \"of-them\""));
            }
            while (names.size() < 2) {
                ObjectValue event = event(events);
                ObjectValue metadata = event.object("object").object("metadata");
                if (event.text("type", "").equals("ADDED")) {
                    names.add(metadata.text("namespace", "") + "/" + metadata.text("name", ""));
                }
            }
        }
        assertThat(names).containsExactly("default/in-default", "elsewhere/in-elsewhere");
    }
}
