package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of an object of each kind that is in daily use: each step is one commit, and watchers are told of each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryKindTest {
    private static final String POD = "{'containers':[{'name':'c','image':'example/c:1'}]}";
    private static final String SELECTED =
            "'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':" + POD + "}";
    private static final String JOB =
            "{'template':{'spec':{'restartPolicy':'Never'," + "'containers':[{'name':'c','image':'example/c:1'}]}}}";
    private static final String ROLE = "{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'r'}";

    private Requests requests;

    @BeforeAll
    void start() throws Exception {
        requests = new Requests();
        assertThat(post("/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}")
                        .code())
                .isEqualTo(201);
    }

    @AfterAll
    void stop() {
        requests.close();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("/api/v1/namespaces", ""),
                kind("/api/v1/nodes", ""),
                kind(
                        "/api/v1/persistentvolumes",
                        "'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/x'}}"),
                core("pods", "'spec':" + POD),
                core("services", "'spec':{'ports':[{'port':80}]}"),
                core(
                        "persistentvolumeclaims",
                        "'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}"),
                core("configmaps", "'data':{'a':'b'}"),
                core("secrets", "'data':{'a':'Yg=='}"),
                core("serviceaccounts", ""),
                core("resourcequotas", "'spec':{'hard':{'count/leases.coordination.k8s.io':'50'}}"),
                core(
                        "events",
                        "'involvedObject':{'kind':'Pod','namespace':'default','name':'p'},'reason':'Tested','type':'Normal'"),
                named("apps/v1", "deployments", "'spec':{" + SELECTED + "}"),
                named("apps/v1", "replicasets", "'spec':{" + SELECTED + "}"),
                named("apps/v1", "statefulsets", "'spec':{'serviceName':'s'," + SELECTED + "}"),
                named("apps/v1", "daemonsets", "'spec':{" + SELECTED + "}"),
                named("batch/v1", "jobs", "'spec':" + JOB),
                named("batch/v1", "cronjobs", "'spec':{'schedule':'* * * * *','jobTemplate':{'spec':" + JOB + "}}"),
                named(
                        "networking.k8s.io/v1",
                        "ingresses",
                        "'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':80}}}}"),
                named("networking.k8s.io/v1", "networkpolicies", "'spec':{'podSelector':{}}"),
                named(
                        "rbac.authorization.k8s.io/v1",
                        "roles",
                        "'rules':[{'apiGroups':[''],'resources':['pods'],'verbs':['get']}]"),
                named("rbac.authorization.k8s.io/v1", "rolebindings", "'roleRef':" + ROLE),
                named(
                        "autoscaling/v2",
                        "horizontalpodautoscalers",
                        "'spec':{'maxReplicas':3,'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'d'}}"),
                named(
                        "policy/v1",
                        "poddisruptionbudgets",
                        "'spec':{'minAvailable':1,'selector':{'matchLabels':{'a':'b'}}}"),
                named(
                        "discovery.k8s.io/v1",
                        "endpointslices",
                        "'addressType':'IPv4','endpoints':[{'addresses':['192.0.2.1']}]"));
    }

    private static Arguments kind(String collection, String more) {
        return Arguments.of(collection, more);
    }

    private static Arguments core(String resource, String more) {
        return kind("/api/v1/namespaces/default/" + resource, more);
    }

    private static Arguments named(String group, String resource, String more) {
        return kind("/apis/" + group + "/namespaces/default/" + resource, more);
    }

    private Requests.Answer post(String target, String body) throws Exception {
        return requests.post(target, body.replace('\'', '"'));
    }

    /** API-26, OBJ-01. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void isCreatedReadWatchedUpdatedAndDeletedByOneCommitEach(String collection, String more) throws Exception {
        String object = collection + "/tried";
        long before = requests.revision();

        Requests.Answer created =
                post(collection, "{'metadata':{'name':'tried'}" + (more.isEmpty() ? "" : "," + more) + "}");
        assertThat(created.code()).as(created.body()).isEqualTo(201);
        assertThat(requests.revision()).as("one commit").isEqualTo(before + 1);
        assertThat(version(created)).isEqualTo(before + 1);
        assertThat(requests.get(object).json()).isEqualTo(created.json());
        assertThat(requests.get(collection).json().list("items").objects())
                .extracting(item -> item.object("metadata").text("name", ""))
                .contains("tried");

        ObjectValue labelled = created.json().withAt(ObjectValue.of("step", "put"), "metadata", "labels");
        Requests.Answer updated = requests.put(object, Json.write(labelled));
        assertThat(updated.code()).as(updated.body()).isEqualTo(200);
        assertThat(version(updated)).isEqualTo(before + 2).isEqualTo(requests.revision());
        Requests.Answer patched =
                requests.patch(object, Requests.MERGE, "{\"metadata\":{\"labels\":{\"step\":\"patch\"}}}");
        assertThat(version(patched)).isEqualTo(before + 3).isEqualTo(requests.revision());
        assertThat(requests.get(object).json()).isEqualTo(patched.json());

        Requests.Answer deleted = requests.delete(object, "");
        assertThat(deleted.code()).as(deleted.body()).isIn(200, 202);
        assertThat(requests.revision()).as("one commit").isEqualTo(before + 4);
        finalizeIfNeeded(collection, object);
        assertThat(requests.get(object).code()).isEqualTo(404);
        List<ObjectValue> told = watched(collection, before);
        assertThat(told)
                .extracting(event -> event.text("type", ""))
                .startsWith("ADDED", "MODIFIED", "MODIFIED")
                .endsWith("DELETED");
        assertThat(told.get(0).object("object")).isEqualTo(created.json());
        assertThat(told.get(1).object("object")).isEqualTo(updated.json());
        assertThat(told.get(2).object("object")).isEqualTo(patched.json());
    }

    private static long version(Requests.Answer answer) {
        return Long.parseLong(answer.json().object("metadata").text("resourceVersion", ""));
    }

    /** What controllers do for kinds that somebody has to take leave of. */
    private void finalizeIfNeeded(String collection, String object) throws Exception {
        if (collection.equals("/api/v1/namespaces")) {
            Requests.Answer leaving = requests.get(object);
            assertThat(leaving.json().object("status").text("phase")).contains("Terminating");
            requests.put(object + "/finalize", Json.write(leaving.json().with("spec", ObjectValue.EMPTY)));
        } else if (collection.contains("persistentvolume")
                || collection.endsWith("/jobs")) { // Jobs are orphaned by default
            requests.patch(object, Requests.MERGE, "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    private List<ObjectValue> watched(String collection, long since) throws Exception {
        Response response = requests.respond(
                "GET",
                collection + "?watch=1&fieldSelector=metadata.name%3Dtried&resourceVersion=" + since,
                Headers.NONE,
                new byte[0]);
        List<ObjectValue> events = new ArrayList<>();
        assertThatThrownBy(() -> ((Response.Stream) response.body()).writer().write(parts -> {
                    String text = new String(new Response.Bytes(parts).joined(), StandardCharsets.UTF_8);
                    text.lines().map(Json::parseObject).forEach(events::add);
                    if (events.getLast().text("type", "").equals("DELETED")) {
                        throw new IOException("seen enough");
                    }
                }))
                .hasMessage("seen enough");
        return events;
    }
}
