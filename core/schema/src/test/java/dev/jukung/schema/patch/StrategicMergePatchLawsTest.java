package dev.jukung.schema.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.schema.Definitions;
import dev.jukung.schema.Schema;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every patch, whatever the objects. */
class StrategicMergePatchLawsTest {
    private static final Schema SCHEMA = Definitions.schemas().definition("io.k8s.api.core.v1.PodSpec");

    @Property
    void aCreatedPatchLeadsToTheModifiedObject(@ForAll("specs") ObjectValue from, @ForAll("specs") ObjectValue to) {
        ObjectValue patch = StrategicMergePatch.create(SCHEMA, from, to);

        assertThat(withoutEmpty(StrategicMergePatch.apply(SCHEMA, from, patch))).isEqualTo(withoutEmpty(to));
    }

    @Property
    void nothingChangedMeansAnEmptyPatch(@ForAll("specs") ObjectValue spec) {
        assertThat(StrategicMergePatch.create(SCHEMA, spec, spec)).isEqualTo(ObjectValue.EMPTY);
        assertThat(StrategicMergePatch.apply(SCHEMA, spec, ObjectValue.EMPTY)).isEqualTo(spec);
    }

    @Property
    void applyingTwiceChangesNothingMore(@ForAll("specs") ObjectValue applied, @ForAll("specs") ObjectValue current) {
        ObjectValue first = StrategicMergePatch.apply(
                SCHEMA, current, StrategicMergePatch.createThreeWay(SCHEMA, ObjectValue.EMPTY, applied, current));

        ObjectValue second = StrategicMergePatch.createThreeWay(SCHEMA, applied, applied, first);

        assertThat(StrategicMergePatch.apply(SCHEMA, first, second)).isEqualTo(first);
    }

    /** An empty list and no list are the same to Kubernetes, and a patch cannot make one of the other. */
    private static ObjectValue withoutEmpty(ObjectValue spec) {
        ObjectValue.Builder kept = ObjectValue.builder();
        spec.forEach((key, value) -> {
            if (!value.equals(ListValue.EMPTY) && !value.equals(ObjectValue.EMPTY)) {
                kept.set(
                        key,
                        value instanceof ListValue list
                                ? ListValue.copyOf(list.objects().stream()
                                        .map(StrategicMergePatchLawsTest::withoutEmpty)
                                        .toList())
                                : value);
            }
        });
        return kept.build();
    }

    @Provide
    Arbitrary<ObjectValue> specs() {
        Arbitrary<String> names = Arbitraries.of("a", "b", "c", "d");
        Arbitrary<ObjectValue> env = Combinators.combine(names, Arbitraries.of("1", "2"))
                .as((name, value) -> ObjectValue.of("name", name, "value", value));
        Arbitrary<ListValue> envs =
                env.list().ofMaxSize(3).uniqueElements(e -> e.get("name")).map(ListValue::copyOf);
        Arbitrary<ObjectValue> container = Combinators.combine(names, Arbitraries.of("x", "y"), envs)
                .as((name, image, list) -> list.isEmpty()
                        ? ObjectValue.of("name", name, "image", image)
                        : ObjectValue.of("name", name, "image", image, "env", list));
        Arbitrary<List<ObjectValue>> containers = container.list().ofMaxSize(4).uniqueElements(c -> c.get("name"));
        Arbitrary<ObjectValue> selector = Arbitraries.maps(names, Arbitraries.of("1", "2"))
                .ofMaxSize(3)
                .map(map -> {
                    ObjectValue.Builder builder = ObjectValue.builder();
                    map.forEach(builder::set);
                    return builder.build();
                });
        return Combinators.combine(containers, selector, Arbitraries.of("Always", "Never"))
                .as((list, labels, policy) -> ObjectValue.of(
                        "containers", ListValue.copyOf(list), "nodeSelector", labels, "restartPolicy", policy));
    }
}
