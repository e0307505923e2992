package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectValueTest {
    private static final ObjectValue POD = Json.parseObject("""
            {"metadata":{"name":"a","labels":{"app":"x"}},"spec":{"containers":[{"name":"c"}],"nodeName":"n"}}
            """);

    @Test
    void areEqualWhateverTheOrderOfTheirKeys() {
        ObjectValue one = Json.parseObject("{\"a\":1,\"b\":{\"c\":2,\"d\":[]}}");
        ObjectValue other = Json.parseObject("{\"b\":{\"d\":[],\"c\":2},\"a\":1}");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one)
                .isNotEqualTo(one.with("a", 2))
                .isNotEqualTo(one.without("a"))
                .isNotEqualTo(one.with("e", 1));
    }

    @Test
    void aChangeSharesTheRest() {
        ObjectValue changed = POD.withAt("m", "spec", "nodeName");

        assertThat(changed.object("spec").text("nodeName")).contains("m");
        assertThat(changed.get("metadata")).isSameAs(POD.get("metadata"));
        assertThat(changed.object("spec").get("containers"))
                .isSameAs(POD.object("spec").get("containers"));
        assertThat(POD.object("spec").text("nodeName")).contains("n");
    }

    @Test
    void whatChangesNothingIsTheSameObject() {
        assertThat(POD.with("spec", POD.object("spec"))).isSameAs(POD);
        assertThat(POD.without("status")).isSameAs(POD);
        assertThat(POD.withoutAt("status", "phase")).isSameAs(POD);
        assertThat(POD.withoutAt("metadata", "annotations")).isSameAs(POD);
        assertThat(POD.withAll(ObjectValue.EMPTY)).isSameAs(POD);
        assertThat(POD.merged(ObjectValue.EMPTY)).isSameAs(POD);
    }

    @Test
    void makesObjectsOnTheWayAndLeavesEmptyOnes() {
        ObjectValue made = ObjectValue.EMPTY.withAt(1, "a", "b", "c");
        assertThat(made).hasToString("{\"a\":{\"b\":{\"c\":1}}}");
        assertThat(made.withoutAt("a", "b", "c")).hasToString("{\"a\":{\"b\":{}}}");
        assertThat(made.at("a", "b", "c")).isEqualTo(1L);
        assertThat(made.at("a", "x", "c")).isNull();
        assertThat(made.at("a", "b", "c", "d")).isNull();
    }

    @Test
    void readsMembersByTheirType() {
        ObjectValue object = ObjectValue.of(
                "s",
                "x",
                "i",
                3,
                "b",
                true,
                "d",
                0.5,
                "n",
                NullValue.NULL,
                "l",
                List.of(1, "y"),
                "m",
                Map.of("k", "v"));
        assertThat(object.text("s")).contains("x");
        assertThat(object.text("i")).isEmpty();
        assertThat(object.text("i", "none")).isEqualTo("none");
        assertThat(object.integer("i", 0)).isEqualTo(3);
        assertThat(object.integer("d", 7)).isEqualTo(7);
        assertThat(object.flag("b", false)).isTrue();
        assertThat(object.list("l").texts()).containsExactly("y");
        assertThat(object.list("s")).isEmpty();
        assertThat(object.object("m").text("k")).contains("v");
        assertThat(object.object("s")).isSameAs(ObjectValue.EMPTY);
        assertThat(object)
                .hasToString(
                        "{\"s\":\"x\",\"i\":3,\"b\":true,\"d\":0.5,\"n\":null,\"l\":[1,\"y\"],\"m\":{\"k\":\"v\"}}");
    }

    @Test
    void mergesObjectsAndReplacesEverythingElse() {
        ObjectValue base = Json.parseObject("{\"a\":{\"b\":1,\"c\":[1]},\"d\":1}");
        ObjectValue over = Json.parseObject("{\"a\":{\"c\":[2],\"e\":null},\"d\":{\"f\":1}}");
        assertThat(base.merged(over)).hasToString("{\"a\":{\"b\":1,\"c\":[2],\"e\":null},\"d\":{\"f\":1}}");
        assertThat(base.withAll(over)).hasToString("{\"a\":{\"c\":[2],\"e\":null},\"d\":{\"f\":1}}");
    }

    @Test
    void sortsKeysAllTheWayDown() {
        ObjectValue object = Json.parseObject("{\"b\":[{\"d\":1,\"c\":2}],\"a\":1}");
        assertThat(object.sorted()).hasToString("{\"a\":1,\"b\":[{\"c\":2,\"d\":1}]}");
        ObjectValue sorted = object.sorted();
        assertThat(sorted.sorted()).isSameAs(sorted);
    }

    @Test
    void aBuilderKeepsTheFirstPlaceAndTheLastValue() {
        ObjectValue.Builder builder =
                ObjectValue.builder().set("a", 1).set("b", 2).set("a", 3);
        ObjectValue first = builder.build();
        builder.set("c", 4);
        assertThat(first).hasToString("{\"a\":3,\"b\":2}");
        assertThat(builder.build()).hasToString("{\"a\":3,\"b\":2,\"c\":4}");
        assertThat(first.toBuilder().set("b", 5).build()).hasToString("{\"a\":3,\"b\":5}");
    }

    @Test
    void aBuilderTakesManyKeys() {
        int many = 200_000;
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < many; i++) {
                builder.set("key " + i, round);
            }
        }
        ObjectValue object = builder.build();
        assertThat(object.size()).isEqualTo(many);
        for (int i = 0; i < many; i++) {
            assertThat(object.indexOf("key " + i)).isEqualTo(i);
        }
        assertThat(object.has("key")).isFalse();
        assertThat(object.integer("key 77", 0)).isEqualTo(1);
    }

    @Test
    void manyChangesOfAManyKeyedObjectStayCheap() {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < 20_000; i++) {
            builder.set("key " + i, i);
        }
        ObjectValue object = builder.build();
        for (int i = 0; i < 200; i++) {
            object = object.with("new " + i, i).without("key " + i);
        }
        assertThat(object.size()).isEqualTo(20_000);
        assertThat(object.keyAt(0)).isEqualTo("key 200");
        assertThat(object.has("key 199")).isFalse();
        assertThat(object.indexOf("new 199")).isEqualTo(19_999);
    }

    @Test
    void refusesWhatIsNoValue() {
        assertThatThrownBy(() -> POD.with("a", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> POD.with("a", Double.NaN)).hasMessage("json: unsupported value: NaN");
        assertThat(POD.with("a", 1).get("a")).isEqualTo(1L);
    }
}
