package dev.jukung.schema.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.schema.Definitions;
import dev.jukung.schema.Schema;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrategicMergePatchTest {
    private static final Schema POD_SPEC = Definitions.schemas().definition("io.k8s.api.core.v1.PodSpec");
    private static final Schema META =
            Definitions.schemas().definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    private static final Schema DEPLOYMENT_SPEC = Definitions.schemas().definition("io.k8s.api.apps.v1.DeploymentSpec");

    static Stream<Arguments> applications() {
        String two = "{'containers':[{'name':'a','image':'1'},{'name':'b','image':'1'}]}";
        return Stream.of(
                arguments(
                        "scalar replaced",
                        POD_SPEC,
                        "{'restartPolicy':'Always'}",
                        "{'restartPolicy':'Never'}",
                        "{'restartPolicy':'Never'}"),
                arguments("null deletes", POD_SPEC, "{'restartPolicy':'Always'}", "{'restartPolicy':null}", "{}"),
                arguments(
                        "null of nothing is nothing",
                        POD_SPEC,
                        "{}",
                        "{'nodeSelector':{'a':null,'b':'1'}}",
                        "{'nodeSelector':{'b':'1'}}"),
                arguments(
                        "maps are merged",
                        META,
                        "{'labels':{'a':'1','b':'2'}}",
                        "{'labels':{'b':'3','a':null,'c':'4'}}",
                        "{'labels':{'b':'3','c':'4'}}"),
                arguments(
                        "items are merged by key",
                        POD_SPEC,
                        two,
                        "{'containers':[{'name':'b','image':'2'}]}",
                        "{'containers':[{'name':'a','image':'1'},{'name':'b','image':'2'}]}"),
                arguments(
                        "new items come first unless their order is set",
                        POD_SPEC,
                        two,
                        "{'containers':[{'name':'c'}]}",
                        "{'containers':[{'name':'c'},{'name':'a','image':'1'},{'name':'b','image':'1'}]}"),
                arguments(
                        "items are deleted",
                        POD_SPEC,
                        two,
                        "{'containers':[{'name':'a','$patch':'delete'}]}",
                        "{'containers':[{'name':'b','image':'1'}]}"),
                arguments(
                        "a list is replaced",
                        POD_SPEC,
                        two,
                        "{'containers':[{'name':'c'},{'$patch':'replace'}]}",
                        "{'containers':[{'name':'c'}]}"),
                arguments(
                        "an object is replaced",
                        META,
                        "{'labels':{'a':'1'}}",
                        "{'labels':{'$patch':'replace','b':'2'}}",
                        "{'labels':{'b':'2'}}"),
                arguments(
                        "an object is emptied",
                        META,
                        "{'labels':{'a':'1'}}",
                        "{'labels':{'$patch':'delete'}}",
                        "{'labels':{}}"),
                arguments(
                        "atomic lists are replaced",
                        POD_SPEC,
                        "{'containers':[{'name':'a','command':['x','y']}]}",
                        "{'containers':[{'name':'a','command':['z']}]}",
                        "{'containers':[{'name':'a','command':['z']}]}"),
                arguments(
                        "sets are united",
                        META,
                        "{'finalizers':['a','b']}",
                        "{'finalizers':['c','a']}",
                        "{'finalizers':['c','a','b']}"),
                arguments(
                        "and reduced",
                        META,
                        "{'finalizers':['a','b','c']}",
                        "{'$deleteFromPrimitiveList/finalizers':['b','x']}",
                        "{'finalizers':['a','c']}"),
                arguments(
                        "the order of items is set",
                        POD_SPEC,
                        two,
                        "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}",
                        "{'containers':[{'name':'b','image':'1'},{'name':'a','image':'1'}]}"),
                arguments(
                        "with items of the server between",
                        POD_SPEC,
                        "{'containers':[{'name':'a'},{'name':'x'},{'name':'b'}]}",
                        "{'$setElementOrder/containers':[{'name':'a'},{'name':'b'},{'name':'c'}],'containers':[{'name':'c'}]}",
                        "{'containers':[{'name':'a'},{'name':'x'},{'name':'b'},{'name':'c'}]}"),
                arguments(
                        "only retained keys stay",
                        DEPLOYMENT_SPEC,
                        "{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}",
                        "{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}",
                        "{'strategy':{'type':'Recreate'}}"),
                arguments(
                        "retained keys of a list item",
                        POD_SPEC,
                        "{'volumes':[{'name':'v','emptyDir':{}}]}",
                        "{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/'}}]}",
                        "{'volumes':[{'name':'v','hostPath':{'path':'/'}}]}"),
                arguments(
                        "directives in new values disappear",
                        POD_SPEC,
                        "{}",
                        "{'containers':[{'name':'a','$patch':'delete'},{'name':'b'}]}",
                        "{'containers':[{'name':'b'}]}"),
                arguments("another type replaces", META, "{'labels':{'a':'1'}}", "{'labels':'x'}", "{'labels':'x'}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("applications")
    void patchIsApplied(String name, Schema schema, String original, String patch, String expected) {
        assertThat(StrategicMergePatch.apply(schema, json(original), json(patch)))
                .isEqualTo(json(expected));
    }

    static Stream<Arguments> refusals() {
        String one = "{'containers':[{'name':'a'}]}";
        return Stream.of(
                arguments(
                        one,
                        "{'containers':[{'image':'x'}]}",
                        PatchException.Kind.OTHER,
                        "map: map[image:x] does not contain declared merge key: name"),
                arguments(
                        one,
                        "{'containers':['x']}",
                        PatchException.Kind.OTHER,
                        "list element types are not identical: [[map[name:a]] [x]]"),
                arguments(
                        one,
                        "{'containers':[{'name':'a','$patch':'what'}]}",
                        PatchException.Kind.OTHER,
                        "unknown patch type: what in map: map[$patch:what name:a]"),
                arguments(
                        one,
                        "{'containers':[{'name':'a','$patch':'merge'}]}",
                        PatchException.Kind.OTHER,
                        "merging lists cannot yet be specified in the patch"),
                arguments(
                        one,
                        "{'$patch':'what'}",
                        PatchException.Kind.OTHER,
                        "unknown patch type: what in map: map[$patch:what]"),
                arguments(
                        one,
                        "{'containers':[[]]}",
                        PatchException.Kind.UNPROCESSABLE,
                        "lists of lists are not supported"),
                arguments(
                        one,
                        "{'$retainKeys':'x'}",
                        PatchException.Kind.BAD_REQUEST,
                        "invalid patch format of retainKeys"),
                arguments(
                        one,
                        "{'$retainKeys':['containers'],'restartPolicy':'x'}",
                        PatchException.Kind.BAD_REQUEST,
                        "invalid patch format of retainKeys"),
                arguments(
                        one,
                        "{'$setElementOrder':[]}",
                        PatchException.Kind.BAD_REQUEST,
                        "invalid patch format of setElementOrder list"),
                arguments(
                        one,
                        "{'$deleteFromPrimitiveList':[]}",
                        PatchException.Kind.BAD_REQUEST,
                        "invalid patch format of primitive list"),
                arguments(
                        one,
                        "{'$setElementOrder/containers':'x'}",
                        PatchException.Kind.OTHER,
                        "expected a []interface {}, but received a string"),
                arguments(
                        one,
                        "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'a'},{'name':'b'}]}",
                        PatchException.Kind.OTHER,
                        "The order in patch list:\n[map[name:a] map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:b] map[name:a]]\n"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusals")
    void badPatchesAreRefusedInTheWordsOfKubernetes(
            String original, String patch, PatchException.Kind kind, String message) {
        assertThatThrownBy(() -> StrategicMergePatch.apply(POD_SPEC, json(original), json(patch)))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                arguments("nothing", POD_SPEC, "{'containers':[{'name':'a'}]}", "{'containers':[{'name':'a'}]}", "{}"),
                arguments(
                        "changed and deleted",
                        META,
                        "{'labels':{'a':'1','b':'2'}}",
                        "{'labels':{'a':'2'}}",
                        "{'labels':{'a':'2','b':null}}"),
                arguments(
                        "item changed",
                        POD_SPEC,
                        "{'containers':[{'name':'a'},{'name':'b','image':'1'}]}",
                        "{'containers':[{'name':'a'},{'name':'b','image':'2'}]}",
                        "{'containers':[{'image':'2','name':'b'}],'$setElementOrder/containers':[{'name':'a'},{'name':'b'}]}"),
                arguments(
                        "item gone",
                        POD_SPEC,
                        "{'containers':[{'name':'a'},{'name':'b'}]}",
                        "{'containers':[{'name':'b'}]}",
                        "{'containers':[{'$patch':'delete','name':'a'}],'$setElementOrder/containers':[{'name':'b'}]}"),
                arguments(
                        "order changed",
                        POD_SPEC,
                        "{'containers':[{'name':'a'},{'name':'b'}]}",
                        "{'containers':[{'name':'b'},{'name':'a'}]}",
                        "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}"),
                arguments(
                        "set",
                        META,
                        "{'finalizers':['a','b']}",
                        "{'finalizers':['b','c']}",
                        "{'finalizers':['c'],'$deleteFromPrimitiveList/finalizers':['a'],'$setElementOrder/finalizers':['b','c']}"),
                arguments(
                        "retained keys",
                        DEPLOYMENT_SPEC,
                        "{'strategy':{'type':'A','rollingUpdate':{}}}",
                        "{'strategy':{'type':'B'}}",
                        "{'strategy':{'type':'B','rollingUpdate':null,'$retainKeys':['type']}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differences")
    void patchOfTwoVersionsLeadsFromOneToTheOther(
            String name, Schema schema, String original, String modified, String patch) {
        ObjectValue created = StrategicMergePatch.create(schema, json(original), json(modified));

        assertThat(created).isEqualTo(json(patch));
        assertThat(StrategicMergePatch.apply(schema, json(original), created)).isEqualTo(json(modified));
    }

    @Test
    void applyOfThreeVersionsKeepsWhatOthersSetAndDeletesWhatIsNoLongerApplied() {
        ObjectValue original = json(
                "{'containers':[{'name':'a','image':'1','command':['x']},{'name':'old'}],'restartPolicy':'Always'}");
        ObjectValue modified = json("{'containers':[{'name':'a','image':'2'},{'name':'new'}]}");
        ObjectValue current = json(
                "{'containers':[{'name':'injected'},{'name':'a','image':'1','command':['x'],'env':[{'name':'E'}]},{'name':'old'}],"
                        + "'restartPolicy':'Always','nodeSelector':{'zone':'z'}}");

        ObjectValue patch = StrategicMergePatch.createThreeWay(POD_SPEC, original, modified, current);

        assertThat(patch)
                .isEqualTo(json(
                        "{'containers':[{'name':'a','image':'2','command':null},{'name':'new'},{'$patch':'delete','name':'old'}],"
                                + "'$setElementOrder/containers':[{'name':'a'},{'name':'new'}],'restartPolicy':null}"));
        assertThat(StrategicMergePatch.apply(POD_SPEC, current, patch))
                .isEqualTo(
                        json(
                                "{'containers':[{'name':'injected'},{'name':'a','image':'2','env':[{'name':'E'}]},{'name':'new'}],'nodeSelector':{'zone':'z'}}"));
    }

    @Test
    void changesOfOthersAreAConflictIfTheyMayNotBeOverwritten() {
        ObjectValue original = json("{'restartPolicy':'Always'}");

        assertThatThrownBy(() -> StrategicMergePatch.createThreeWayWithoutOverwrite(
                        POD_SPEC, original, json("{'restartPolicy':'Never'}"), json("{'restartPolicy':'OnFailure'}")))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.kind()).isEqualTo(PatchException.Kind.CONFLICT));
        assertThat(StrategicMergePatch.createThreeWayWithoutOverwrite(
                        POD_SPEC,
                        original,
                        json("{'restartPolicy':'Never'}"),
                        json("{'restartPolicy':'Always','nodeSelector':{'a':'b'}}")))
                .isEqualTo(json("{'restartPolicy':'Never'}"));
    }

    private static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
