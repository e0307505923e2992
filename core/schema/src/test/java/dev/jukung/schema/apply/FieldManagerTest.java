package dev.jukung.schema.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.schema.Definitions;
import dev.jukung.schema.Schema;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldManagerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final FieldManager DEPLOYMENTS = deployments("", Map.of());

    private static FieldManager deployments(String subresource, Map<String, FieldSet> resetFields) {
        Schema schema = Definitions.deployment();
        return new FieldManager(
                new FieldManager.Kind("apps/v1", "Deployment", subresource),
                schema,
                ObjectVersions.only("apps/v1", schema),
                resetFields);
    }

    @Test
    void creationRecordsWhatKubernetesRecords() {
        ObjectValue created = DEPLOYMENTS.update(
                ObjectValue.EMPTY,
                deployment(
                        "{'replicas':3,'selector':{'matchLabels':{'app':'a'}},'strategy':{'type':'Recreate'},'template':{'metadata':{'labels':{'app':'a'}},"
                                + "'spec':{'containers':[{'name':'c','image':'i','ports':[{'containerPort':80,'protocol':'TCP'}],'resources':{}}]}}}"),
                "kubectl-create",
                NOW);

        assertThat(managed(created))
                .hasToString(FieldSetTest.json(
                                "{'manager':'kubectl-create','operation':'Update','apiVersion':'apps/v1','time':'2026-01-02T03:04:05Z',"
                                        + "'fieldsType':'FieldsV1','fieldsV1':{'f:spec':{'f:replicas':{},'f:selector':{},'f:strategy':{'f:type':{}},'f:template':"
                                        + "{'f:metadata':{'f:labels':{'.':{},'f:app':{}}},'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:image':{},"
                                        + "'f:name':{},'f:ports':{'.':{},'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:containerPort':{},'f:protocol':{}}},"
                                        + "'f:resources':{}}}}}}}}")
                        .toString());
    }

    @Test
    void applyCreatesAndAppliesAgainWithoutAnyChange() {
        ObjectValue configuration =
                deployment("{'replicas':1,'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}}");

        ObjectValue created = DEPLOYMENTS.apply(ObjectValue.EMPTY, configuration, "me", false, NOW);
        ObjectValue again = DEPLOYMENTS.apply(created, configuration, "me", false, LATER);

        assertThat(again).isEqualTo(created);
        assertThat(managed(created).text("operation")).contains("Apply");
        assertThat(managed(created).object("fieldsV1"))
                .hasToString(FieldSetTest.json(
                                "{'f:spec':{'f:replicas':{},'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':"
                                        + "{'.':{},'f:image':{},'f:name':{}}}}}}}")
                        .toString());
    }

    static Stream<Arguments> conflicts() {
        return Stream.of(
                arguments(
                        "{'replicas':2}",
                        "Apply failed with 1 conflict: conflict with \"client\" using apps/v1: .spec.replicas"),
                arguments(
                        "{'replicas':2,'strategy':{'type':'Recreate'}}",
                        "Apply failed with 2 conflicts: conflicts with \"client\" using apps/v1:\n- .spec.replicas\n- .spec.strategy.type"),
                arguments(
                        "{'replicas':2,'template':{'spec':{'containers':[{'name':'c','image':'other'}]}}}",
                        "Apply failed with 2 conflicts: conflicts with \"applier\":\n- .spec.template.spec.containers[name=\"c\"].image\n"
                                + "conflicts with \"client\" using apps/v1:\n- .spec.replicas"));
    }

    @ParameterizedTest
    @MethodSource("conflicts")
    void changingWhatOthersManageIsAConflict(String spec, String message) {
        ObjectValue live = liveWithTwoManagers();

        assertThatThrownBy(() -> DEPLOYMENTS.apply(live, deployment(spec), "me", false, NOW))
                .isInstanceOf(ApplyConflictException.class)
                .hasMessage(message);
    }

    private static ObjectValue liveWithTwoManagers() {
        ObjectValue created = DEPLOYMENTS.update(
                ObjectValue.EMPTY, deployment("{'replicas':1,'strategy':{'type':'RollingUpdate'}}"), "client", NOW);
        return DEPLOYMENTS.apply(
                created,
                deployment("{'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}}"),
                "applier",
                false,
                NOW);
    }

    @Test
    void conflictsAreListedAsCauses() {
        assertThatThrownBy(
                        () -> DEPLOYMENTS.apply(liveWithTwoManagers(), deployment("{'replicas':2}"), "me", false, NOW))
                .isInstanceOfSatisfying(ApplyConflictException.class, e -> assertThat(e.causes())
                        .containsExactly(ObjectValue.of(
                                "reason", "FieldManagerConflict",
                                "message", "conflict with \"client\" using apps/v1",
                                "field", ".spec.replicas")));
    }

    @Test
    void forceTakesOwnership() {
        ObjectValue forced = DEPLOYMENTS.apply(liveWithTwoManagers(), deployment("{'replicas':2}"), "me", true, LATER);

        assertThat(spec(forced).integer("replicas", 0)).isEqualTo(2);
        assertThat(fieldsOf(forced, "client", "Update")).hasToString("{\"f:spec\":{\"f:strategy\":{\"f:type\":{}}}}");
        assertThat(fieldsOf(forced, "me", "Apply")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");
    }

    @Test
    void applyingTheSameValueSharesOwnershipAndEitherMayLetGo() {
        ObjectValue first = DEPLOYMENTS.apply(ObjectValue.EMPTY, deployment("{'replicas':1}"), "a", false, NOW);
        ObjectValue shared = DEPLOYMENTS.apply(first, deployment("{'replicas':1}"), "b", false, NOW);
        ObjectValue left = DEPLOYMENTS.apply(shared, deployment("{}"), "a", false, NOW);

        assertThat(spec(left).integer("replicas", 0)).isEqualTo(1);
        assertThat(fieldsOf(left, "b", "Apply")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");

        ObjectValue gone = DEPLOYMENTS.apply(left, deployment("{}"), "b", false, NOW);
        assertThat(spec(gone).has("replicas")).isFalse();
    }

    static Stream<Arguments> removals() {
        return Stream.of(
                arguments(
                        "a field", "{'replicas':1,'strategy':{'type':'Recreate'}}", "{'replicas':1}", "{'replicas':1}"),
                arguments(
                        "an item of a list map",
                        "{'template':{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}}",
                        "{'template':{'spec':{'containers':[{'name':'b'}]}}}",
                        "{'template':{'spec':{'containers':[{'name':'b'}]}}}"),
                arguments(
                        "a key of a map",
                        "{'template':{'metadata':{'labels':{'a':'1','b':'2'}}}}",
                        "{'template':{'metadata':{'labels':{'b':'2'}}}}",
                        "{'template':{'metadata':{'labels':{'b':'2'}}}}"),
                arguments(
                        "an atomic map",
                        "{'selector':{'matchLabels':{'a':'1','b':'2'}}}",
                        "{'selector':{'matchLabels':{'a':'1'}}}",
                        "{'selector':{'matchLabels':{'a':'1'}}}"),
                arguments(
                        "an item of a set",
                        "{'template':{'metadata':{'finalizers':['x','y']}}}",
                        "{'template':{'metadata':{'finalizers':['y']}}}",
                        "{'template':{'metadata':{'finalizers':['y']}}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("removals")
    void whatIsNoLongerAppliedGoes(String name, String before, String after, String expected) {
        ObjectValue live = DEPLOYMENTS.apply(ObjectValue.EMPTY, deployment(before), "me", false, NOW);

        ObjectValue result = DEPLOYMENTS.apply(live, deployment(after), "me", false, NOW);

        assertThat(withoutZeros(spec(result))).isEqualTo(withoutZeros(json(expected)));
    }

    @Test
    void whatOthersManageStaysWhenItIsNoLongerApplied() {
        ObjectValue live = DEPLOYMENTS.apply(
                ObjectValue.EMPTY,
                deployment("{'template':{'spec':{'containers':[{'name':'a','image':'i'}]}}}"),
                "me",
                false,
                NOW);
        ObjectValue scaled = DEPLOYMENTS.update(live, live.withAt(5L, "spec", "replicas"), "scaler", NOW);
        ObjectValue container = DEPLOYMENTS.apply(
                scaled,
                deployment("{'template':{'spec':{'containers':[{'name':'a','command':['x']}]}}}"),
                "injector",
                false,
                NOW);

        ObjectValue result = DEPLOYMENTS.apply(container, deployment("{}"), "me", false, NOW);

        assertThat(spec(result).integer("replicas", 0)).isEqualTo(5);
        assertThat(spec(result).object("template").object("spec").list("containers"))
                .hasToString("[{\"name\":\"a\",\"command\":[\"x\"]}]");
    }

    static Stream<Arguments> orders() {
        return Stream.of(
                arguments("abc", "bd", "abcd"),
                arguments("abc", "cb", "acb"),
                arguments("abcd", "da", "bcda"),
                arguments("", "ab", "ab"),
                arguments("ab", "ab", "ab"),
                arguments("abc", "xcya", "bxcya"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void listsAreInTheOrderOfTheConfigurationAsFarAsItGoes(String live, String applied, String expected) {
        ObjectValue object = DEPLOYMENTS.update(ObjectValue.EMPTY, deployment(containers(live)), "other", NOW);

        ObjectValue result = DEPLOYMENTS.apply(object, deployment(containers(applied)), "me", false, NOW);

        assertThat(spec(result)
                        .object("template")
                        .object("spec")
                        .list("containers")
                        .objects())
                .map(container -> container.text("name", ""))
                .isEqualTo(expected.chars().mapToObj(Character::toString).toList());
    }

    private static String containers(String names) {
        StringBuilder items = new StringBuilder();
        names.chars().forEach(c -> items.append(items.isEmpty() ? "" : ",")
                .append("{'name':'")
                .append((char) c)
                .append("'}"));
        return "{'template':{'spec':{'containers':[" + items + "]}}}";
    }

    @Test
    void updatesTakeWhatTheyChangeAndLoseWhatTheyRemove() {
        ObjectValue live =
                DEPLOYMENTS.apply(ObjectValue.EMPTY, deployment("{'replicas':1,'paused':true}"), "me", false, NOW);

        ObjectValue updated = DEPLOYMENTS.update(live, live.with("spec", json("{'replicas':2}")), "other", LATER);

        assertThat(entriesOf(updated)).hasSize(1);
        assertThat(fieldsOf(updated, "other", "Update")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");
        assertThat(managed(updated).text("time")).contains("2026-01-02T03:05:05Z");
    }

    @Test
    void anUpdateThatChangesNothingOfItsOwnKeepsItsTime() {
        ObjectValue live = DEPLOYMENTS.update(ObjectValue.EMPTY, deployment("{'replicas':1}"), "me", NOW);

        ObjectValue updated = DEPLOYMENTS.update(live, live, "me", LATER);

        assertThat(updated).isEqualTo(live);
    }

    @Test
    void newTimesAloneAreNoChange() {
        ObjectValue old = DEPLOYMENTS.update(ObjectValue.EMPTY, deployment("{'replicas':1}"), "me", NOW);
        ObjectValue touched = DEPLOYMENTS.update(ObjectValue.EMPTY, deployment("{'replicas':1}"), "me", LATER);
        ObjectValue changed = touched.withAt(2L, "spec", "replicas");

        assertThat(touched).isNotEqualTo(old);
        assertThat(FieldManager.ignoringTimes(old, touched)).isEqualTo(old);
        assertThat(FieldManager.ignoringTimes(old, changed)).isSameAs(changed);
    }

    @Test
    void resetFieldsCannotBeOwned() {
        FieldManager main = deployments("", Map.of("apps/v1", FieldSet.of(FieldSet.path("status"))));
        ObjectValue status = json("{'replicas':1}");

        ObjectValue applied =
                main.apply(ObjectValue.EMPTY, deployment("{'replicas':1}").with("status", status), "me", false, NOW);
        ObjectValue updated =
                main.update(ObjectValue.EMPTY, deployment("{'replicas':1}").with("status", status), "me", NOW);

        assertThat(fieldsOf(applied, "me", "Apply")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");
        assertThat(fieldsOf(updated, "me", "Update")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");
    }

    @Test
    void subresourcesAreManagedApart() {
        FieldManager status = deployments("status", Map.of("apps/v1", FieldSet.of(FieldSet.path("spec"))));
        ObjectValue live = DEPLOYMENTS.update(ObjectValue.EMPTY, deployment("{'replicas':1}"), "controller", NOW);

        ObjectValue updated = status.update(live, live.with("status", json("{'replicas':1}")), "controller", NOW);

        assertThat(entriesOf(updated))
                .map(entry -> entry.text("subresource", "-"))
                .containsExactlyInAnyOrder("-", "status");
        assertThatThrownBy(() -> DEPLOYMENTS.apply(
                        updated, deployment("{}").with("status", json("{'replicas':7}")), "me", false, NOW))
                .hasMessage(
                        "Apply failed with 1 conflict: conflict with \"controller\" with subresource \"status\" using apps/v1: .status.replicas");
    }

    @Test
    void managedFieldsMayBeResetAndAreNotTrackedUntilTheNextApply() {
        ObjectValue live = DEPLOYMENTS
                .update(ObjectValue.EMPTY, deployment("{'replicas':1}"), "me", NOW)
                .withAt("u", "metadata", "uid");

        ObjectValue reset =
                DEPLOYMENTS.update(live, live.withAt(ListValue.EMPTY, "metadata", "managedFields"), "me", NOW);
        ObjectValue untracked = DEPLOYMENTS.update(reset, reset.withAt(2L, "spec", "replicas"), "me", NOW);
        ObjectValue applied = DEPLOYMENTS.apply(untracked, deployment("{'paused':true}"), "other", false, NOW);

        assertThat(reset.object("metadata").has("managedFields")).isFalse();
        assertThat(untracked.object("metadata").has("managedFields")).isFalse();
        assertThat(fieldsOf(applied, "before-first-apply", "Update")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");
    }

    @Test
    void aClientThatDropsManagedFieldsDoesNotLoseThem() {
        ObjectValue live = DEPLOYMENTS.apply(ObjectValue.EMPTY, deployment("{'replicas':1}"), "me", false, NOW);

        ObjectValue updated = DEPLOYMENTS.update(live, deployment("{'replicas':1}"), "other", NOW);

        assertThat(fieldsOf(updated, "me", "Apply")).hasToString("{\"f:spec\":{\"f:replicas\":{}}}");
    }

    @Test
    void theOldestUpdatersAreMergedWhenThereAreTooMany() {
        ObjectValue live = DEPLOYMENTS.update(ObjectValue.EMPTY, deployment("{'replicas':1}"), "m0", NOW);
        for (int i = 1; i <= ManagedFields.MAX_UPDATERS; i++) {
            live = DEPLOYMENTS.update(
                    live, live.withAt("x", "metadata", "labels", "l" + i), "m" + i, NOW.plusSeconds(i));
        }

        assertThat(entriesOf(live)).hasSize(ManagedFields.MAX_UPDATERS);
        assertThat(fieldsOf(live, "ancient-changes", "Update"))
                .hasToString("{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:l1\":{}}},\"f:spec\":{\"f:replicas\":{}}}");
    }

    @Test
    void kubectlTakesOverWhatItAppliedFromTheClientsSide() {
        String annotation =
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":1}}";
        ObjectValue live = DEPLOYMENTS.update(
                ObjectValue.EMPTY,
                deployment("{'replicas':1,'paused':true}")
                        .withAt(
                                annotation,
                                "metadata",
                                "annotations",
                                "kubectl.kubernetes.io/last-applied-configuration"),
                "kubectl-client-side-apply",
                NOW);

        ObjectValue applied = DEPLOYMENTS.apply(live, deployment("{'replicas':2}"), "kubectl", false, NOW);

        assertThat(spec(applied).integer("replicas", 0)).isEqualTo(2);
        assertThat(applied.object("metadata")
                        .object("annotations")
                        .text("kubectl.kubernetes.io/last-applied-configuration", ""))
                .isEqualTo(annotation.replace("replicas\":1", "replicas\":2") + "\n");
        assertThatThrownBy(() -> DEPLOYMENTS.apply(live, deployment("{'paused':false}"), "kubectl", false, NOW))
                .hasMessage(
                        "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.paused");
        assertThatThrownBy(() -> DEPLOYMENTS.apply(live, deployment("{'replicas':2}"), "another", false, NOW))
                .isInstanceOf(ApplyConflictException.class);
    }

    static Stream<Arguments> refusals() {
        String typed = "failed to create typed patch object (/d; apps/v1, Kind=Deployment): ";
        return Stream.of(
                arguments(
                        "{'apiVersion':'apps/v2','kind':'Deployment'}",
                        "invalid object type: apps/v2, Kind=Deployment",
                        true),
                arguments("{'apiVersion':'v1','kind':'Pod'}", "invalid object type: /v1, Kind=Pod", true),
                arguments(
                        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'managedFields':[]}}",
                        "metadata.managedFields must be nil",
                        true),
                arguments(object("'foo':1"), typed + ".spec.foo: field not declared in schema", false),
                arguments(
                        object("'replicas':'x'"),
                        typed + ".spec.replicas: expected numeric (int or float), got string",
                        false),
                arguments(object("'paused':1"), typed + ".spec.paused: expected boolean, got &{1}", false),
                arguments(
                        object("'strategy':{'type':1}"),
                        typed + ".spec.strategy.type: expected string, got &value.valueUnstructured{Value:1}",
                        false),
                arguments(object("'strategy':[]"), typed + ".spec.strategy: expected map, got &{[]}", false),
                arguments(
                        object("'template':{'spec':{'containers':{}}}"),
                        typed + ".spec.template.spec.containers: expected list, got &{map[]}",
                        false),
                arguments(
                        object("'template':{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}"),
                        typed + ".spec.template.spec.containers: duplicate entries for key [name=\"a\"]",
                        false),
                arguments(
                        object("'template':{'spec':{'containers':[{'image':'a'}]}}"),
                        typed
                                + ".spec.template.spec.containers: element 0: associative list with keys has an element that omits all key fields "
                                + "[\"name\"] (and doesn't have default values for any key fields)",
                        false),
                arguments(
                        object("'replicas':'x','paused':1"),
                        typed
                                + "errors:\n  .spec.replicas: expected numeric (int or float), got string\n  .spec.paused: expected boolean, got &{1}",
                        false));
    }

    private static String object(String spec) {
        return "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{" + spec + "}}";
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatCannotBeAppliedIsRefusedInTheWordsOfKubernetes(String configuration, String message, boolean badRequest) {
        assertThatThrownBy(() -> DEPLOYMENTS.apply(ObjectValue.EMPTY, json(configuration), "me", false, NOW))
                .isInstanceOfSatisfying(
                        ApplyException.class, e -> assertThat(e.isBadRequest()).isEqualTo(badRequest))
                .hasMessage(message);
    }

    @Test
    void malformedManagedFieldsHaveAMessage() {
        ObjectValue object = deployment("{}")
                .withAt(
                        Json.parse("[{\"operation\":\"Apply\",\"apiVersion\":\"v1\",\"fieldsType\":\"X\"}]"),
                        "metadata",
                        "managedFields");

        assertThat(FieldManager.problem(object)).contains("invalid fieldsType \"X\" in managed fields entry 0");
        assertThat(FieldManager.problem(deployment("{}"))).isEmpty();
        assertThatThrownBy(() -> DEPLOYMENTS.apply(object, deployment("{}"), "me", false, NOW))
                .hasMessage("failed to decode managed fields: invalid fieldsType \"X\" in managed fields entry 0");
    }

    @Test
    void managersOfOtherVersionsAreComparedInTheirVersionAndOfGoneVersionsForgotten() {
        Schema one = Definitions.customWithSpec(
                "{\"type\":\"object\",\"properties\":{\"old\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}");
        Schema two = Definitions.customWithSpec(
                "{\"type\":\"object\",\"properties\":{\"fresh\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}");
        ObjectVersions versions = (object, version) -> switch (version) {
            case "g/v1" ->
                Optional.of(new ObjectVersions.Versioned(
                        renamed(object, "fresh", "old").with("apiVersion", "g/v1"), one));
            case "g/v2" ->
                Optional.of(new ObjectVersions.Versioned(
                        renamed(object, "old", "fresh").with("apiVersion", "g/v2"), two));
            default -> Optional.empty();
        };
        FieldManager second = new FieldManager(new FieldManager.Kind("g/v2", "K", ""), two, versions, Map.of());
        FieldManager first = new FieldManager(new FieldManager.Kind("g/v1", "K", ""), one, versions, Map.of());
        ObjectValue live = first.apply(
                ObjectValue.EMPTY,
                json("{'apiVersion':'g/v1','kind':'K','spec':{'old':'1','b':'1'}}"),
                "me",
                false,
                NOW);
        ObjectValue liveInSecond = renamed(live, "old", "fresh").with("apiVersion", "g/v2");

        assertThatThrownBy(() -> second.apply(
                        liveInSecond,
                        json("{'apiVersion':'g/v2','kind':'K','spec':{'fresh':'2'}}"),
                        "other",
                        false,
                        NOW))
                .hasMessage("Apply failed with 1 conflict: conflict with \"me\": .spec.old");
        ObjectValue moved = second.apply(
                liveInSecond, json("{'apiVersion':'g/v2','kind':'K','spec':{'fresh':'1'}}"), "me", false, NOW);
        assertThat(spec(moved)).hasToString("{\"fresh\":\"1\"}");

        ObjectValue gone = liveInSecond.withAt(
                ListValue.of(entriesOf(live).getFirst().with("apiVersion", "g/v0")), "metadata", "managedFields");
        ObjectValue overwritten =
                second.apply(gone, json("{'apiVersion':'g/v2','kind':'K','spec':{'b':'9'}}"), "other", false, NOW);
        assertThat(entriesOf(overwritten))
                .map(entry -> entry.text("manager", ""))
                .containsExactly("other");
    }

    private static ObjectValue renamed(ObjectValue object, String from, String to) {
        ObjectValue spec = object.object("spec");
        Object value = spec.get(from);
        return value == null ? object : object.with("spec", spec.without(from).with(to, value));
    }

    @Test
    void ownershipFollowsASchemaThatBecameAtomic() {
        Schema granular = Definitions.customWithSpec(
                "{\"type\":\"object\",\"properties\":{\"m\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}}}");
        Schema atomic = Definitions.customWithSpec(
                "{\"type\":\"object\",\"properties\":{\"m\":{\"type\":\"object\",\"x-kubernetes-map-type\":\"atomic\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}}}}}");
        FieldManager.Kind kind = new FieldManager.Kind("g/v1", "K", "");
        ObjectValue live = new FieldManager(kind, granular, ObjectVersions.only("g/v1", granular), Map.of())
                .apply(
                        ObjectValue.EMPTY,
                        json("{'apiVersion':'g/v1','kind':'K','spec':{'m':{'a':'1'}}}"),
                        "me",
                        false,
                        NOW);

        ObjectValue applied = new FieldManager(kind, atomic, ObjectVersions.only("g/v1", atomic), Map.of())
                .update(live, live, "other", NOW);

        assertThat(fieldsOf(applied, "me", "Apply")).hasToString("{\"f:spec\":{\"f:m\":{}}}");
    }

    private static ObjectValue deployment(String spec) {
        return json("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':" + spec + "}");
    }

    private static ObjectValue spec(ObjectValue object) {
        return object.object("spec");
    }

    private static java.util.List<ObjectValue> entriesOf(ObjectValue object) {
        return object.object("metadata").list("managedFields").objects();
    }

    private static ObjectValue managed(ObjectValue object) {
        assertThat(entriesOf(object)).hasSize(1);
        return entriesOf(object).getFirst();
    }

    private static ObjectValue fieldsOf(ObjectValue object, String manager, String operation) {
        return entriesOf(object).stream()
                .filter(entry -> entry.text("manager", "").equals(manager)
                        && entry.text("operation", "").equals(operation))
                .map(entry -> entry.object("fieldsV1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry of " + manager + ": " + entriesOf(object)));
    }

    /** Without what a Go struct always has. */
    private static ObjectValue withoutZeros(ObjectValue object) {
        ObjectValue.Builder kept = ObjectValue.builder();
        object.forEach((key, value) -> {
            Object left = value instanceof ObjectValue inner ? withoutZeros(inner) : value;
            if (!left.equals(ObjectValue.EMPTY) && !left.equals(ListValue.EMPTY)) {
                kept.set(key, left);
            }
        });
        return kept.build();
    }

    private static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
