package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.Requests.Answer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Headers;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Unstructured;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.WatchQuery;
import dev.jukung.runtime.ApiClient.WatchStream;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Custom resources over HTTP; answers as kube-apiserver v1.36.3 gives them to the same requests. */
class CustomResourceTest {
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String WIDGETS = "/apis/example.com/v1/namespaces/default/widgets";
    static final ResourceType<Unstructured> WIDGET =
            ResourceType.dynamic("example.com", "v1", "Widget", "widgets", true);
    static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"widgets.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced",
              "names":{"plural":"widgets","kind":"Widget","shortNames":["wd"],"categories":["all"]},
              "versions":[{"name":"v1","served":true,"storage":true,
               "schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","required":["size"],"description":"What is wanted.","properties":{
                 "size":{"type":"integer","minimum":1},
                 "color":{"type":"string","default":"red"},
                 "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                 "port":{"x-kubernetes-int-or-string":true},
                 "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
                 "pod":{"type":"object","x-kubernetes-embedded-resource":true,
                        "x-kubernetes-preserve-unknown-fields":true},
                 "replicas":{"type":"integer"}}},
                "status":{"type":"object","properties":{"replicas":{"type":"integer"},
                 "selector":{"type":"string"},"phase":{"type":"string"}}}}}},
               "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas",
                "statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
               "selectableFields":[{"jsonPath":".spec.color"}],
               "additionalPrinterColumns":[
                {"name":"Size","type":"integer","jsonPath":".spec.size"},
                {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"},
                {"name":"Color","type":"string","jsonPath":".spec.color","priority":1,"description":"its color"}]}]}}
            """;

    private Requests api;

    @BeforeEach
    void start() throws Exception {
        api = new Requests();
        assertThat(api.post(DEFINITIONS, DEFINITION).code()).isEqualTo(201);
        api.settle();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String widget(String name, String spec) {
        return "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":" + spec + "}";
    }

    private void created(String name, String spec) throws Exception {
        Answer answer = api.post(WIDGETS, widget(name, spec));
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    }

    private static List<String> conditions(ObjectValue definition) {
        return definition.object("status").list("conditions").objects().stream()
                .map(condition -> condition.text("type", "") + "=" + condition.text("status", "") + " "
                        + condition.text("reason", ""))
                .toList();
    }

    @Test
    void aDefinitionIsEstablishedWithItsNamesAndRemembersItsStorageVersion() throws Exception {
        ObjectValue definition = api.get(DEFINITIONS + "/widgets.example.com").json();

        assertThat(conditions(definition))
                .containsExactly("NamesAccepted=True NoConflicts", "Established=True InitialNamesAccepted");
        ObjectValue status = definition.object("status");
        assertThat(status.object("acceptedNames"))
                .isEqualTo(ObjectValue.of(
                        "plural", "widgets",
                        "singular", "widget",
                        "shortNames", ListValue.of("wd"),
                        "kind", "Widget",
                        "listKind", "WidgetList",
                        "categories", ListValue.of("all")));
        assertThat(status.list("storedVersions").texts()).containsExactly("v1");
        assertThat(definition.object("metadata").integer("generation", 0)).isEqualTo(1);
    }

    @Test
    void theKindIsInDiscoveryAndInTheOpenApiDocuments() throws Exception {
        ObjectValue resources = api.get("/apis/example.com/v1").json();
        assertThat(resources.list("resources").objects().stream()
                        .map(resource -> resource.text("name", "") + " " + resource.text("kind", "") + " "
                                + String.join(",", resource.list("verbs").texts())))
                .containsExactly(
                        "widgets Widget delete,deletecollection,get,list,patch,create,update,watch",
                        "widgets/status Widget get,patch,update",
                        "widgets/scale Scale get,patch,update");
        ObjectValue widgets = resources.list("resources").objects().getFirst();
        assertThat(widgets.text("storageVersionHash", "")).isEqualTo("gIwvi5rymmg=");
        assertThat(widgets.list("shortNames").texts()).containsExactly("wd");
        assertThat(api.get("/apis").body()).contains("\"name\":\"example.com\"");

        String aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        assertThat(api.send("GET", "/apis", Headers.of("Accept", aggregated), "")
                        .body())
                .contains("\"responseKind\":{\"group\":\"example.com\",\"version\":\"v1\",\"kind\":\"Widget\"}");

        assertThat(api.get("/openapi/v3").body()).contains("apis/example.com/v1?hash=");
        ObjectValue schemas = api.get("/openapi/v3/apis/example.com/v1")
                .json()
                .object("components")
                .object("schemas");
        ObjectValue spec =
                schemas.object("com.example.v1.Widget").object("properties").object("spec");
        assertThat(spec.text("description", "")).isEqualTo("What is wanted.");
        assertThat(api.get("/openapi/v2").json().object("definitions").has("com.example.v1.Widget"))
                .isTrue();
    }

    @Test
    void aNewObjectIsPrunedAndHasItsDefaults() throws Exception {
        Answer answer = api.post(
                WIDGETS,
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"a\"},\"spec\":"
                        + "{\"size\":3,\"bogus\":1,\"free\":{\"x\":{\"y\":1}},\"port\":\"http\",\"pod\":{\"apiVersion\":\"v1\","
                        + "\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\",\"bogus\":1}}},\"status\":{\"phase\":\"x\"}}");

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.warnings()).contains("299 - \"unknown field \\\"spec.bogus\\\"\"");
        assertThat(answer.json().object("spec"))
                .isEqualTo(ObjectValue.of(
                        "color",
                        "red",
                        "free",
                        ObjectValue.of("x", ObjectValue.of("y", 1L)),
                        "pod",
                        ObjectValue.of("apiVersion", "v1", "kind", "Pod", "metadata", ObjectValue.of("name", "x")),
                        "port",
                        "http",
                        "size",
                        3L));
        assertThat(answer.json().has("status")).isFalse();
        assertThat(answer.json().object("metadata").integer("generation", 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"size\":3}}|400 BadRequest: the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{\"metadata\":{\"name\":\"b\"},\"spec\":{\"size\":3}}' ({\"metadata\":{\"name\":\"b\"},\"spec ...)",
                "{\"apiVersion\":\"example.com/v2\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"b\"}}|400 BadRequest: the API version in the data (example.com/v2) does not match the expected API version (example.com/v1)",
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Gadget\",\"metadata\":{\"name\":\"b\"}}|422 Invalid: Gadget.example.com \"b\" is invalid: kind: Invalid value: \"Gadget\": must be Widget",
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"b\",\"labels\":{\"a\":1}},\"spec\":{\"size\":1}}|400 BadRequest: Widget in version \"v1\" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
            })
    void whatIsNoWidgetIsRefused(String body, String refusal) throws Exception {
        assertThat(api.post(WIDGETS, body).refusal()).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"size\":\"x\"}|spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"",
                "{\"size\":0}|spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
                "{}|spec.size: Required value",
                "{\"size\":1,\"port\":true}|spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\"",
                "{\"size\":1,\"tags\":[\"a\",\"a\"]}|spec.tags[1]: Duplicate value: \"a\"",
                "{\"size\":1,\"pod\":{\"apiVersion\":\"v1\"}}|spec.pod.kind: Required value",
                "{\"size\":1,\"replicas\":-5}|.spec.replicas: Invalid value: -5: should be a non-negative integer",
            })
    void aWrongValueIsNamedWithItsField(String spec, String cause) throws Exception {
        assertThat(api.post(WIDGETS, widget("b", spec)).refusal())
                .isEqualTo("422 Invalid: Widget.example.com \"b\" is invalid: " + cause);
    }

    @Test
    void strictValidationRefusesWhatWouldBePruned() throws Exception {
        Answer answer = api.post(
                WIDGETS + "?fieldValidation=Strict",
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"b\",\"bog\":1},"
                        + "\"spec\":{\"size\":1,\"bogus\":1,\"size\":2}}");
        assertThat(answer.refusal())
                .isEqualTo(
                        "400 BadRequest: Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: "
                                + "duplicate field \"spec.size\", unknown field \"metadata.bog\", unknown field \"spec.bogus\"");
    }

    @Test
    void patchesChangeTheSpecOnlyAndTheStatusHasAPathOfItsOwn() throws Exception {
        created("a", "{\"size\":3}");
        ObjectValue patched = api.patch(
                        WIDGETS + "/a",
                        Requests.MERGE,
                        "{\"spec\":{\"color\":null,\"size\":4},\"status\":{\"phase\":\"ignored\"}}")
                .json();
        assertThat(patched.object("spec")).isEqualTo(ObjectValue.of("color", "red", "size", 4L));
        assertThat(patched.has("status")).isFalse();
        assertThat(patched.object("metadata").integer("generation", 0)).isEqualTo(2);

        ObjectValue status = api.patch(
                        WIDGETS + "/a/status",
                        Requests.MERGE,
                        "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"size\":9},\"status\":{\"phase\":\"Ready\"}}")
                .json();
        assertThat(status.object("status")).isEqualTo(ObjectValue.of("phase", "Ready"));
        assertThat(status.object("spec").integer("size", 0)).isEqualTo(4);
        assertThat(status.object("metadata").integer("generation", 0)).isEqualTo(2);
        assertThat(status.object("metadata").has("labels")).isFalse();

        assertThat(api.patch(
                                WIDGETS + "/a",
                                Requests.JSON_PATCH,
                                "[{\"op\":\"add\",\"path\":\"/spec/size\",\"value\":5}]")
                        .json()
                        .object("spec")
                        .integer("size", 0))
                .isEqualTo(5);
        assertThat(api.patch(WIDGETS + "/a", Requests.STRATEGIC, "{}").refusal())
                .isEqualTo(
                        "415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media "
                                + "types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        assertThat(api.put(WIDGETS + "/a", widget("a", "{\"size\":1}")).refusal())
                .isEqualTo(
                        "422 Invalid: widgets.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: "
                                + "must be specified for an update");
    }

    @Test
    void twoManagersShareAnObjectUntilTheyWantTheSameField() throws Exception {
        String target = WIDGETS + "/c?fieldManager=";
        assertThat(api.patch(target + "m1", Requests.APPLY, widget("c", "{\"size\":1}"))
                        .code())
                .isEqualTo(201);
        Answer conflict = api.patch(target + "m2", Requests.APPLY, widget("c", "{\"size\":2}"));
        assertThat(conflict.refusal())
                .isEqualTo("409 Conflict: Apply failed with 1 conflict: conflict with \"m1\": .spec.size");
        Answer shared = api.patch(target + "m2", Requests.APPLY, widget("c", "{\"size\":1,\"tags\":[\"x\"]}"));
        assertThat(shared.json().object("metadata").list("managedFields").objects().stream()
                        .map(entry -> entry.text("manager", "")))
                .containsExactly("m1", "m2");
        Answer forced = api.patch(target + "m2&force=true", Requests.APPLY, widget("c", "{\"size\":2}"));
        assertThat(forced.json().object("spec")).isEqualTo(ObjectValue.of("color", "red", "size", 2L));
    }

    @Test
    void theScaleShowsAndWritesWhereTheDefinitionSays() throws Exception {
        created("a", "{\"size\":3}");
        assertThat(api.get(WIDGETS + "/a/scale").refusal())
                .isEqualTo(
                        "500 InternalError: Internal error occurred: the spec replicas field \".spec.replicas\" does not exist");
        api.patch(WIDGETS + "/a/status", Requests.MERGE, "{\"status\":{\"replicas\":2,\"selector\":\"a=b\"}}");
        ObjectValue scale = api.patch(WIDGETS + "/a/scale", Requests.MERGE, "{\"spec\":{\"replicas\":5}}")
                .json();
        assertThat(scale.object("spec")).isEqualTo(ObjectValue.of("replicas", 5L));
        assertThat(scale.object("status")).isEqualTo(ObjectValue.of("replicas", 2L, "selector", "a=b"));
        assertThat(api.put(
                                WIDGETS + "/a/scale",
                                "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"a\",\"namespace\":\"default\"},\"spec\":{\"replicas\":-5}}")
                        .refusal())
                .isEqualTo(
                        "422 Invalid: Widget.example.com \"a\" is invalid: .spec.replicas: Invalid value: -5: should be a non-negative integer");
    }

    @Test
    void listsAreSelectedByTheFieldsThatTheDefinitionNames() throws Exception {
        created("a", "{\"size\":3}");
        created("b", "{\"size\":3,\"color\":\"blue\"}");
        ObjectValue list = api.get(WIDGETS + "?fieldSelector=spec.color%3Dred").json();
        assertThat(list.text("kind", "")).isEqualTo("WidgetList");
        assertThat(list.list("items").objects()).hasSize(1);
        assertThat(list.list("items").objects().getFirst().text("kind", "")).isEqualTo("Widget");
        assertThat(api.get(WIDGETS + "?fieldSelector=spec.size%3D3").refusal())
                .isEqualTo("400 BadRequest: field label not supported: spec.size");
    }

    @Test
    void tablesHaveTheColumnsOfTheDefinition() throws Exception {
        created("a", "{\"size\":3}");
        ObjectValue table = api.send(
                        "GET", WIDGETS, Headers.of("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"), "")
                .json();
        assertThat(table.list("columnDefinitions").objects().stream()
                        .map(column -> column.text("name", "") + " " + column.text("type", "") + " "
                                + column.integer("priority", 0)))
                .containsExactly("Name string 0", "Size integer 0", "Age date 0", "Color string 1");
        assertThat(table.list("columnDefinitions").objects().get(1).text("description", ""))
                .isEqualTo("Custom resource definition column (in JSONPath format): .spec.size");
        assertThat(table.list("rows").objects().getFirst().list("cells")).isEqualTo(ListValue.of("a", 3L, "0s", "red"));
    }

    @Test
    void anotherSchemaCountsAtOnceForWhatIsReadAndWritten() throws Exception {
        created("a", "{\"size\":3,\"free\":{\"x\":1}}");
        String changed = DEFINITION.replace(
                "\"free\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}",
                "\"shape\":{\"type\":\"string\",\"default\":\"round\"}");
        assertThat(replaceDefinition(changed).code()).isEqualTo(200);

        assertThat(api.get(WIDGETS + "/a").json().object("spec"))
                .isEqualTo(ObjectValue.of("color", "red", "shape", "round", "size", 3L));
        assertThat(api.get("/openapi/v3/apis/example.com/v1").body()).contains("\"shape\"");
    }

    private Answer replaceDefinition(String json) throws Exception {
        ObjectValue current = api.get(DEFINITIONS + "/widgets.example.com").json();
        ObjectValue wanted = dev.jukung.value.Json.parseObject(json)
                .withAt(current.object("metadata").text("resourceVersion", ""), "metadata", "resourceVersion");
        return api.put(DEFINITIONS + "/widgets.example.com", dev.jukung.value.Json.write(wanted));
    }

    @Test
    void aSecondVersionServesTheSameObjectsAndMayBecomeTheStoredOne() throws Exception {
        created("a", "{\"size\":3}");
        ObjectValue definition = dev.jukung.value.Json.parseObject(DEFINITION);
        ObjectValue first = definition.object("spec").list("versions").objects().getFirst();
        ListValue versions =
                ListValue.of(first.with("storage", false).with("deprecated", true), first.with("name", "v2"));
        Answer answer = replaceDefinition(dev.jukung.value.Json.write(definition.withAt(versions, "spec", "versions")));
        assertThat(answer.code()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().object("status").list("storedVersions").texts())
                .containsExactly("v1", "v2");

        Answer old = api.get(WIDGETS + "/a");
        assertThat(old.json().text("apiVersion", "")).isEqualTo("example.com/v1");
        assertThat(old.warnings()).containsExactly("299 - \"example.com/v1 Widget is deprecated\"");
        String v2 = WIDGETS.replace("/v1/", "/v2/");
        assertThat(api.get(v2 + "/a").json().text("apiVersion", "")).isEqualTo("example.com/v2");
        assertThat(api.get(v2).json().list("items").objects().getFirst().text("apiVersion", ""))
                .isEqualTo("example.com/v2");
        Answer changed = api.patch(v2 + "/a", Requests.MERGE, "{\"spec\":{\"size\":7}}");
        assertThat(changed.json().object("spec").integer("size", 0)).isEqualTo(7);
        assertThat(api.get("/apis/example.com")
                        .json()
                        .object("preferredVersion")
                        .text("version", ""))
                .isEqualTo("v2");
    }

    @Test
    void namesThatAnotherDefinitionHasAreRefusedUntilItGoes() throws Exception {
        String rival = DEFINITION
                .replace("\"widgets.example.com\"", "\"gadgets.example.com\"")
                .replace(
                        "\"plural\":\"widgets\"",
                        "\"plural\":\"gadgets\",\"singular\":\"gadget\",\"listKind\":\"GadgetList\"");
        assertThat(api.post(DEFINITIONS, rival).code()).isEqualTo(201);
        api.settle();
        ObjectValue definition = api.get(DEFINITIONS + "/gadgets.example.com").json();
        assertThat(conditions(definition))
                .containsExactly("NamesAccepted=False KindConflict", "Established=False NotAccepted");
        assertThat(api.get("/apis/example.com/v1/namespaces/default/gadgets").code())
                .isEqualTo(404);

        api.delete(DEFINITIONS + "/widgets.example.com", "");
        api.settle();
        assertThat(conditions(api.get(DEFINITIONS + "/gadgets.example.com").json()))
                .containsExactly("NamesAccepted=True NoConflicts", "Established=True InitialNamesAccepted");
        assertThat(api.get("/apis/example.com/v1/namespaces/default/gadgets").code())
                .isEqualTo(200);
    }

    @Test
    void theObjectsGoWithTheirDefinitionAndThoseWhoWatchAreTold() throws Exception {
        created("a", "{\"size\":3}");
        ApiClient client = api.server().client(User.of("tester", User.MASTERS));
        try (WatchStream<Unstructured> watch = client.watch(WIDGET, new WatchQuery("default", "", "", "0"))) {
            assertThat(watch.next()).isInstanceOf(Event.Added.class);
            Answer deleted = api.delete(DEFINITIONS + "/widgets.example.com", "");
            assertThat(deleted.code()).isEqualTo(200);
            assertThat(deleted.json().object("metadata").list("finalizers").texts())
                    .containsExactly("customresourcecleanup.apiextensions.k8s.io");
            assertThat(watch.next()).isInstanceOf(Event.Deleted.class);
            assertThat(watch.next()).isInstanceOf(Event.Ended.class);
        }
        api.settle();
        assertThat(api.get(DEFINITIONS + "/widgets.example.com").code()).isEqualTo(404);
        assertThat(api.get(WIDGETS).code()).isEqualTo(404);
        assertThat(api.get("/apis/example.com").code()).isEqualTo(404);
    }

    @Test
    void aDefinitionWaitsForAnObjectThatIsHeldAndTakesNoNewOnes() throws Exception {
        Answer answer = api.post(
                WIDGETS,
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"a\",\"finalizers\":[\"example.com/x\"]},\"spec\":{\"size\":1}}");
        assertThat(answer.code()).isEqualTo(201);
        api.delete(DEFINITIONS + "/widgets.example.com", "");
        api.settle();
        assertThat(conditions(api.get(DEFINITIONS + "/widgets.example.com").json()))
                .contains("Terminating=True InstanceDeletionInProgress");
        assertThat(api.post(WIDGETS, widget("b", "{\"size\":1}")).refusal())
                .isEqualTo("405 MethodNotAllowed: create not allowed while custom resource definition is terminating");

        assertThat(api.patch(WIDGETS + "/a", Requests.MERGE, "{\"metadata\":{\"finalizers\":null}}")
                        .code())
                .isEqualTo(200);
        api.settle();
        assertThat(api.get(DEFINITIONS + "/widgets.example.com").code()).isEqualTo(404);
    }

    @Test
    void aRestartedServerServesThemAtOnce() throws Exception {
        created("a", "{\"size\":3}");
        ApiClient client = api.restarted().client(User.of("tester", User.MASTERS));
        assertThat(client.get(WIDGET, new ObjectKey("default", "a"))
                        .tree()
                        .object("spec")
                        .integer("size", 0))
                .isEqualTo(3);
    }
}
