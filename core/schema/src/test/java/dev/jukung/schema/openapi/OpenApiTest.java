package dev.jukung.schema.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.schema.Schemas;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpenApiTest {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final List<String> ALL =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private static final ObjectValue DEFINITIONS =
            json("{'io.k8s.api.core.v1.Pod':{'type':'object','properties':{'metadata':{'$ref':'#/components/schemas/"
                    + META
                    + "ObjectMeta','x-jukung-in-place':true},'spec':{'type':'object','properties':{'any':{'x-kubernetes-preserve-unknown-fields':true},"
                    + "'port':{'$ref':'#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString'},"
                    + "'names':{'type':'array','items':{'$ref':'#/components/schemas/" + META
                    + "Time'},'x-jukung-omit-zero':true}}},'phase':{'type':'string','default':'Pending','enum':['Pending']},'node':{'type':'string','x-jukung-shown':true},'labels':{'type':'object','additionalProperties':{'type':'string'}},'at':{'$ref':'#/components/schemas/"
                    + META
                    + "Time','x-jukung-in-place':true},'raw':{'x-kubernetes-preserve-unknown-fields':true}},"
                    + "'x-kubernetes-group-version-kind':[{'group':'','kind':'Pod','version':'v1'}]},"
                    + "'io.k8s.api.core.v1.PodList':{'type':'object','properties':{'items':{'type':'array','items':{'$ref':'#/components/schemas/io.k8s.api.core.v1.Pod'}}}},"
                    + "'io.k8s.api.core.v1.Node':{'type':'object'},'io.k8s.api.core.v1.NodeList':{'type':'object'},"
                    + "'io.k8s.api.policy.v1.Eviction':{'type':'object'},"
                    + "'" + META + "ObjectMeta':{'type':'object','properties':{'name':{'type':'string'}}},"
                    + "'" + META + "ListMeta':{'type':'object'},'" + META
                    + "Time':{'type':'string','format':'date-time'},"
                    + "'" + META + "Status':{'type':'object','properties':{'apiVersion':{'type':'string'}}},'" + META
                    + "DeleteOptions':{'type':'object'},'" + META
                    + "Patch':{'type':'object'},"
                    + "'" + META + "APIVersions':{'type':'object'},'" + META + "APIGroupList':{'type':'object'},'"
                    + META
                    + "APIGroup':{'type':'object'},'io.k8s.apimachinery.pkg.version.Info':{'type':'object'},"
                    + "'" + META + "WatchEvent':{'type':'object'},'" + META + "APIResourceList':{'type':'object'},"
                    + "'io.k8s.apimachinery.pkg.util.intstr.IntOrString':{'type':'string','format':'int-or-string','x-kubernetes-int-or-string':true},"
                    + "'unused.Thing':{'type':'object'}}");
    private static final ObjectValue DOCUMENTATION = json(
            "{'io.k8s.api.core.v1.Pod':{'description':'Pod is a group of containers.','fields':{'metadata':{'description':'Standard metadata.'},"
                    + "'phase':{'enum':['Failed','Running'],'default':'Running'},'raw':{'reference':'io.k8s.apimachinery.pkg.runtime.RawExtension'}}},'"
                    + META + "Status':{'fields':{'apiVersion':{'description':'The version.'}}},'"
                    + META + "DeleteOptions':{'fields':{'kind':{'type':'string'},'dryRun':{'type':'string'}},"
                    + "'extensions':{'x-kubernetes-group-version-kind':[{'group':'','kind':'DeleteOptions','version':'v1'},"
                    + "{'group':'apps','kind':'DeleteOptions','version':'v1'}]}},'"
                    + META
                    + "ListOptions':{'fields':{'watch':{'type':'boolean'},'limit':{'type':'integer','description':'a < b'}}},'"
                    + META + "CreateOptions':{'fields':{'dryRun':{'type':'string'},'fieldManager':{'type':'string'}}},"
                    + "'io.k8s.apimachinery.pkg.runtime.RawExtension':{'description':'Anything.','schema':{'type':'object'}}}");
    private static final DefinitionSource SOURCE = DefinitionSource.of(Schemas.of(DEFINITIONS), DOCUMENTATION);

    private static final ApiResource PODS = new ApiResource(
            "",
            "v1",
            "Pod",
            "pods",
            true,
            "io.k8s.api.core.v1.Pod",
            ALL,
            List.of(
                    new ApiResource.Subresource(
                            "status",
                            "",
                            "v1",
                            "Pod",
                            "io.k8s.api.core.v1.Pod",
                            List.of("get", "patch", "update"),
                            List.of(),
                            false),
                    new ApiResource.Subresource("log", "", "v1", "Pod", "", List.of("get"), List.of(), false),
                    new ApiResource.Subresource(
                            "eviction",
                            "policy",
                            "v1",
                            "Eviction",
                            "io.k8s.api.policy.v1.Eviction",
                            List.of("create"),
                            List.of(),
                            false),
                    new ApiResource.Subresource(
                            "proxy", "", "v1", "PodProxyOptions", "", List.of(), List.of("GET", "PUT"), true)),
            false,
            true);
    private static final ApiResource NODES = new ApiResource(
            "",
            "v1",
            "Node",
            "nodes",
            false,
            "io.k8s.api.core.v1.Node",
            List.of("get", "list"),
            List.of(),
            false,
            false);

    static Stream<Arguments> operations() {
        String pods = "/api/v1/namespaces/{namespace}/pods";
        return Stream.of(
                arguments("/api/v1/", "get", "getCoreV1APIResources", "", "get available resources"),
                arguments(
                        "/api/v1/pods",
                        "get",
                        "listCoreV1PodForAllNamespaces",
                        "list",
                        "list or watch objects of kind Pod"),
                arguments(pods, "get", "listCoreV1NamespacedPod", "list", "list or watch objects of kind Pod"),
                arguments(pods, "post", "createCoreV1NamespacedPod", "post", "create a Pod"),
                arguments(
                        pods,
                        "delete",
                        "deleteCoreV1CollectionNamespacedPod",
                        "deletecollection",
                        "delete collection of Pod"),
                arguments(pods + "/{name}", "get", "readCoreV1NamespacedPod", "get", "read the specified Pod"),
                arguments(pods + "/{name}", "put", "replaceCoreV1NamespacedPod", "put", "replace the specified Pod"),
                arguments(
                        pods + "/{name}",
                        "patch",
                        "patchCoreV1NamespacedPod",
                        "patch",
                        "partially update the specified Pod"),
                arguments(pods + "/{name}", "delete", "deleteCoreV1NamespacedPod", "delete", "delete a Pod"),
                arguments(
                        pods + "/{name}/status",
                        "patch",
                        "patchCoreV1NamespacedPodStatus",
                        "patch",
                        "partially update status of the specified Pod"),
                arguments(
                        pods + "/{name}/log",
                        "get",
                        "readCoreV1NamespacedPodLog",
                        "get",
                        "read log of the specified Pod"),
                arguments(
                        pods + "/{name}/eviction",
                        "post",
                        "createCoreV1NamespacedPodEviction",
                        "post",
                        "create eviction of a Pod"),
                arguments(
                        pods + "/{name}/proxy",
                        "put",
                        "connectCoreV1PutNamespacedPodProxy",
                        "connect",
                        "connect PUT requests to proxy of Pod"),
                arguments(
                        pods + "/{name}/proxy/{path}",
                        "get",
                        "connectCoreV1GetNamespacedPodProxyWithPath",
                        "connect",
                        "connect GET requests to proxy of Pod"),
                arguments("/api/v1/nodes", "get", "listCoreV1Node", "list", "list objects of kind Node"),
                arguments(
                        "/api/v1/watch/namespaces/{namespace}/pods/{name}",
                        "get",
                        "watchCoreV1NamespacedPod",
                        "watch",
                        "watch changes to an object of kind Pod. deprecated: use the 'watch' parameter with a list operation instead, "
                                + "filtered to a single item with the 'fieldSelector' parameter."));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("operations")
    void operationsHaveTheNamesThatKubernetesGivesThem(
            String path, String method, String id, String action, String description) {
        for (ObjectValue document : List.of(v3(), v2())) {
            ObjectValue operation = document.object("paths").object(path).object(method);

            assertThat(operation.text("operationId")).contains(id);
            assertThat(operation.text("x-kubernetes-action", "")).isEqualTo(action);
            assertThat(operation.text("description")).contains(description);
            assertThat(operation.list("tags").texts()).containsExactly("core_v1");
        }
    }

    private static ObjectValue v3() {
        return OpenApiV3.document("v1.36.3", List.of(PODS, NODES), SOURCE);
    }

    private static ObjectValue v2() {
        return OpenApiV2.document("v1.36.3", List.of(PODS, NODES), SOURCE);
    }

    @Test
    void onlyTheVerbsOfAResourceHaveOperations() {
        ObjectValue node = v3().object("paths").object("/api/v1/nodes/{name}");

        assertThat(node.has("get")).isTrue();
        assertThat(node.has("put") || node.has("delete") || node.has("patch")).isFalse();
        assertThat(v3().object("paths").has("/api/v1/watch/nodes")).isFalse();
    }

    @Test
    void operationsSayWhichKindTheyAreAbout() {
        ObjectValue eviction = v3().object("paths")
                .object("/api/v1/namespaces/{namespace}/pods/{name}/eviction")
                .object("post");

        assertThat(eviction.object("x-kubernetes-group-version-kind"))
                .isEqualTo(ObjectValue.of("group", "policy", "kind", "Eviction", "version", "v1"));
    }

    @Test
    void bodiesAndAnswersReferToDefinitions() {
        ObjectValue create = v3().object("paths")
                .object("/api/v1/namespaces/{namespace}/pods")
                .object("post");
        ObjectValue reference =
                ObjectValue.of("schema", ObjectValue.of("$ref", "#/components/schemas/io.k8s.api.core.v1.Pod"));

        assertThat(create.object("requestBody").object("content")).isEqualTo(ObjectValue.of("*/*", reference));
        assertThat(keys(create.object("responses"))).containsExactly("200", "201", "202", "401");
        assertThat(create.object("responses").object("201").object("content").get("application/json"))
                .isEqualTo(reference);
        ObjectValue createV2 = v2().object("paths")
                .object("/api/v1/namespaces/{namespace}/pods")
                .object("post");
        assertThat(createV2.list("parameters").objects())
                .contains(
                        json(
                                "{'name':'body','in':'body','required':true,'schema':{'$ref':'#/definitions/io.k8s.api.core.v1.Pod'}}"));
    }

    @Test
    void parametersAreTheFieldsOfTheOptionsOfAnAction() {
        ObjectValue pods = v3().object("paths").object("/api/v1/namespaces/{namespace}/pods");

        assertThat(names(pods.object("get"))).containsExactly("limit", "watch");
        assertThat(names(pods.object("post"))).containsExactly("dryRun", "fieldManager");
        assertThat(names(pods.object("delete"))).as("without the watch").containsExactly("dryRun", "limit");
        assertThat(names(pods)).containsExactly("namespace", "pretty");
        assertThat(names(v3().object("paths").object("/api/v1/pods")))
                .as("those of all operations stand at the path")
                .containsExactly("limit", "pretty", "watch");
    }

    @Test
    void inVersion2MostParametersStandOnce() {
        ObjectValue document = v2();
        ObjectValue post = document.object("paths")
                .object("/api/v1/namespaces/{namespace}/pods")
                .object("post");

        assertThat(post.list("parameters").objects().stream().map(each -> each.text("name", each.text("$ref", ""))))
                .containsExactly("body", "dryRun", "#/parameters/fieldManager-mnBkVplq");
        assertThat(document.object("parameters").object("fieldManager-mnBkVplq").text("name"))
                .contains("fieldManager");
        assertThat(keys(document.object("parameters")))
                .as("the name that Kubernetes' own document has")
                .contains("namespace-vgWSWtn3");
    }

    @Test
    void whatBelongsToManyGroupsIsOnlySaidOfTheOwnOneInVersion3() {
        String key = "x-kubernetes-group-version-kind";

        assertThat(v3().object("components")
                        .object("schemas")
                        .object(META + "DeleteOptions")
                        .list(key))
                .isEqualTo(ListValue.of(ObjectValue.of("group", "", "kind", "DeleteOptions", "version", "v1")));
        assertThat(v2().object("definitions").object(META + "DeleteOptions").list(key))
                .hasSize(2);
    }

    @Test
    void whatIsNoResourceHasDocumentsOfItsOwn() {
        Map<String, ObjectValue> others = OpenApiV3.others("1.36", List.of(PODS, widgets()), SOURCE);

        assertThat(others)
                .containsOnlyKeys("api", "apis", "version", "openid/v1/jwks", ".well-known/openid-configuration");
        assertThat(v2().object("paths").object("/version/").object("get").text("operationId"))
                .contains("getCodeVersion");
    }

    private static List<String> names(ObjectValue place) {
        return place.list("parameters").objects().stream()
                .map(parameter -> parameter.text("name", ""))
                .toList();
    }

    @Test
    void aDefinitionIsPublishedWithItsDescriptionsAndAllItRefersTo() {
        ObjectValue schemas = v3().object("components").object("schemas");

        assertThat(schemas.object("io.k8s.api.core.v1.Pod"))
                .isEqualTo(json("{'description':'Pod is a group of containers.','type':'object','properties':{"
                        + "'metadata':{'allOf':[{'$ref':'#/components/schemas/" + META
                        + "ObjectMeta'}],'description':'Standard metadata.','default':{}},"
                        + "'spec':{'type':'object','properties':{'any':{},'port':{'$ref':'#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString'},"
                        + "'names':{'type':'array','items':{'$ref':'#/components/schemas/" + META
                        + "Time'}}}},"
                        + "'phase':{'enum':['Failed','Running'],'default':'Running','type':'string'},'node':{'default':'','type':'string'},"
                        + "'labels':{'type':'object','additionalProperties':{'type':'string','default':''}},"
                        + "'at':{'$ref':'#/components/schemas/" + META
                        + "Time'},'raw':{'$ref':'#/components/schemas/io.k8s.apimachinery.pkg.runtime.RawExtension'}},"
                        + "'x-kubernetes-group-version-kind':[{'group':'','kind':'Pod','version':'v1'}]}"));
        assertThat(keys(schemas)).contains(META + "ObjectMeta", META + "Time").doesNotContain("unused.Thing");
        assertThat(schemas.object("io.k8s.apimachinery.pkg.util.intstr.IntOrString"))
                .isEqualTo(json("{'oneOf':[{'type':'integer'},{'type':'string'}],'format':'int-or-string'}"));
    }

    @Test
    void versionTwoSaysLess() {
        ObjectValue definitions = v2().object("definitions");

        assertThat(definitions
                        .object("io.k8s.api.core.v1.Pod")
                        .object("properties")
                        .object("metadata"))
                .isEqualTo(json("{'$ref':'#/definitions/" + META + "ObjectMeta','description':'Standard metadata.'}"));
        assertThat(definitions.object("io.k8s.apimachinery.pkg.util.intstr.IntOrString"))
                .isEqualTo(json("{'type':'string','format':'int-or-string'}"));
    }

    @Test
    void theIndexNamesEveryDocumentByItsHash() {
        assertThat(OpenApiV3.index(Map.of("apis/apps/v1", "AB", "api/v1", "CD")))
                .hasToString(json("{'paths':{'api/v1':{'serverRelativeURL':'/openapi/v3/api/v1?hash=CD'},"
                                + "'apis/apps/v1':{'serverRelativeURL':'/openapi/v3/apis/apps/v1?hash=AB'}}}")
                        .toString());
    }

    @Test
    void aMissingDefinitionIsNamed() {
        ApiResource odd = new ApiResource("g", "v1", "Odd", "odds", false, "g.v1.Odd", ALL, List.of(), false, false);

        assertThatThrownBy(() -> OpenApiV3.document("v", List.of(odd), SOURCE))
                .hasMessageStartingWith("no such definition: g.v1.Odd");
    }

    private static ApiResource widgets() {
        return new ApiResource(
                "example.com",
                "v1",
                "Widget",
                "widgets",
                true,
                CustomDefinitions.name("example.com", "v1", "Widget"),
                ALL,
                List.of(),
                true,
                false);
    }

    @Test
    void customResourcesAreDescribedWithWhatEveryObjectHas() {
        ObjectValue schema = json(
                "{'type':'object','properties':{'spec':{'type':'object','required':['a','b'],'properties':{'a':{'type':'string','nullable':true},"
                        + "'b':{'type':'integer','default':1},'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'x':{'type':'string'}}}}}}}");
        DefinitionSource source = SOURCE.with(CustomDefinitions.of(widgets(), schema, SOURCE));

        ObjectValue v3 = OpenApiV3.document("v1.36.3", List.of(widgets()), source);
        ObjectValue v2 = OpenApiV2.document("v1.36.3", List.of(widgets()), source);

        ObjectValue widget = v3.object("components").object("schemas").object("com.example.v1.Widget");
        assertThat(keys(widget.object("properties"))).containsExactly("apiVersion", "kind", "metadata", "spec");
        assertThat(widget.object("properties").get("spec"))
                .isEqualTo(schema.object("properties").get("spec"));
        assertThat(widget.object("properties").get("apiVersion"))
                .as("in the words of the built-in kinds")
                .isEqualTo(json("{'description':'The version.','type':'string'}"));
        assertThat(widget.list("x-kubernetes-group-version-kind"))
                .isEqualTo(ListValue.of(ObjectValue.of("group", "example.com", "kind", "Widget", "version", "v1")));
        assertThat(v3.object("components")
                        .object("schemas")
                        .object("com.example.v1.WidgetList")
                        .list("required")
                        .texts())
                .containsExactly("items");
        assertThat(v2.object("definitions")
                        .object("com.example.v1.Widget")
                        .object("properties")
                        .get("spec"))
                .isEqualTo(
                        json(
                                "{'type':'object','required':['b'],'properties':{'a':{},'b':{'type':'integer'},'free':{'x-kubernetes-preserve-unknown-fields':true}}}"));
        ObjectValue patch = v3.object("paths")
                .object("/apis/example.com/v1/namespaces/{namespace}/widgets/{name}")
                .object("patch");
        assertThat(patch.text("operationId")).contains("patchExampleComV1NamespacedWidget");
        assertThat(keys(patch.object("requestBody").object("content")))
                .containsExactly(
                        "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json");
    }

    @Test
    void aKindThatTakesAnyFieldIsNoMoreThanAnObjectInVersion2() {
        ObjectValue schema = json(
                "{'description':'Any.','type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'spec':{'type':'object'}}}");
        DefinitionSource source = SOURCE.with(CustomDefinitions.of(widgets(), schema, SOURCE));

        assertThat(OpenApiV2.document("v1.36.3", List.of(widgets()), source)
                        .object("definitions")
                        .object("com.example.v1.Widget"))
                .isEqualTo(
                        json(
                                "{'type':'object','x-kubernetes-group-version-kind':[{'group':'example.com','kind':'Widget','version':'v1'}]}"));
        assertThat(keys(OpenApiV3.document("v1.36.3", List.of(widgets()), source)
                        .object("components")
                        .object("schemas")
                        .object("com.example.v1.Widget")
                        .object("properties")))
                .containsExactly("apiVersion", "kind", "metadata", "spec");
    }

    @Test
    void embeddedObjectsHaveTheFieldsOfEveryObjectToo() {
        ObjectValue schema = json(
                "{'type':'object','properties':{'template':{'type':'object','x-kubernetes-embedded-resource':true}}}");

        ObjectValue widget = CustomDefinitions.of(widgets(), schema, SOURCE).get("com.example.v1.Widget");

        assertThat(widget).isNotNull();
        ObjectValue template = widget.object("properties").object("template");
        assertThat(keys(template.object("properties"))).containsExactly("apiVersion", "kind", "metadata");
        assertThat(template.list("required").texts()).containsExactly("kind", "apiVersion");
    }

    private static List<String> keys(ObjectValue object) {
        List<String> keys = new ArrayList<>();
        object.forEach((key, _) -> keys.add(key));
        return keys;
    }

    private static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
