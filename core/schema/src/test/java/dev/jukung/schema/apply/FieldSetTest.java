package dev.jukung.schema.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.value.Json;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FieldSetTest {
    private static final String WRITTEN = "{'f:metadata':{'f:labels':{'.':{},'f:a/b':{}}},'f:spec':{'f:containers':"
            + "{'k:{\\'name\\':\\'x\\'}':{'.':{},'f:image':{}}},'f:list':{'i:0':{},'i:10':{}},'f:set':{'v:1':{},'v:\\'a\\'':{}}}}";

    @Test
    void fieldsAreReadAndWrittenInTheFormOfManagedFields() {
        FieldSet set = FieldsV1.read(json(WRITTEN));

        assertThat(FieldsV1.write(set)).hasToString(json(WRITTEN).toString());
        assertThat(set)
                .hasToString(String.join(
                        "\n",
                        ".metadata.labels",
                        ".metadata.labels.a/b",
                        ".spec.containers[name=\"x\"]",
                        ".spec.containers[name=\"x\"].image",
                        ".spec.list[0]",
                        ".spec.list[10]",
                        ".spec.set[=1]",
                        ".spec.set[=\"a\"]"));
        assertThat(set.size()).isEqualTo(8);
    }

    @Test
    void elementsOfUnknownKindsAreIgnoredAndMalformedOnesRefused() {
        assertThat(FieldsV1.read(json("{'q:x':{},'f:a':{}}"))).isEqualTo(FieldSet.of(FieldSet.path("a")));
        assertThatThrownBy(() -> FieldsV1.read(json("{'f':{}}"))).isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> FieldsV1.read(json("{'fa':{}}"))).hasMessage("missing colon: fa");
        assertThatThrownBy(() -> FieldsV1.read(json("{'k:x':{}}"))).isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> FieldsV1.read(json("{'i:x':{}}"))).isInstanceOf(ParseException.class);
    }

    @Test
    void oneAndOnePointZeroAreTheSameItem() {
        assertThat(new PathElement.Value(new NumberValue("1.0"))).isEqualTo(new PathElement.Value(1L));
        assertThat(new PathElement.Key(ObjectValue.of("b", 1, "a", new NumberValue("2.0"))))
                .isEqualTo(new PathElement.Key(ObjectValue.of("a", 2, "b", 1)))
                .hasToString("[a=2,b=1]");
    }

    @Test
    void recursiveDifferenceTakesWhatIsBelowToo() {
        FieldSet set = FieldSet.of(FieldSet.path("a", "b", "c"), FieldSet.path("a", "d"), FieldSet.path("e"));

        assertThat(set.recursiveDifference(FieldSet.of(FieldSet.path("a", "b"), FieldSet.path("e"))))
                .isEqualTo(FieldSet.of(FieldSet.path("a", "d")));
        assertThat(set.difference(FieldSet.of(FieldSet.path("a", "b"), FieldSet.path("e"))))
                .isEqualTo(FieldSet.of(FieldSet.path("a", "b", "c"), FieldSet.path("a", "d")));
    }

    @Property
    void setsObeyTheLawsOfSets(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b, @ForAll("sets") FieldSet c) {
        assertThat(a.union(b)).isEqualTo(b.union(a));
        assertThat(a.union(b).union(c)).isEqualTo(a.union(b.union(c)));
        assertThat(a.intersection(b)).isEqualTo(b.intersection(a));
        assertThat(a.union(a)).isEqualTo(a);
        assertThat(a.intersection(a)).isEqualTo(a);
        assertThat(a.difference(a)).isEqualTo(FieldSet.EMPTY);
        assertThat(a.difference(b).union(a.intersection(b))).isEqualTo(a);
        assertThat(a.difference(b).intersection(b)).isEqualTo(FieldSet.EMPTY);
        assertThat(a.difference(b).recursiveDifference(b)).isEqualTo(a.recursiveDifference(b));
    }

    @Property
    void membershipFollowsTheOperations(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b) {
        a.union(b).forEach(path -> {
            List<PathElement> copy = new ArrayList<>(path);
            assertThat(a.has(copy) || b.has(copy)).isTrue();
            assertThat(a.intersection(b).has(copy)).isEqualTo(a.has(copy) && b.has(copy));
            assertThat(a.difference(b).has(copy)).isEqualTo(a.has(copy) && !b.has(copy));
        });
        assertThat(a.union(b).size())
                .isEqualTo(a.size() + b.size() - a.intersection(b).size());
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("sets") FieldSet set) {
        assertThat(FieldsV1.read(Json.parseObject(FieldsV1.write(set).toString())))
                .isEqualTo(set);
    }

    @Provide
    Arbitrary<FieldSet> sets() {
        Arbitrary<PathElement> elements = Arbitraries.of(
                new PathElement.Field("a"),
                new PathElement.Field("b"),
                new PathElement.Key(ObjectValue.of("name", "x")),
                new PathElement.Key(ObjectValue.of("name", "y", "port", 1)),
                new PathElement.Value("v"),
                new PathElement.Value(3L),
                new PathElement.Index(0));
        return elements.list().ofMinSize(1).ofMaxSize(3).list().ofMaxSize(6).map(paths -> {
            FieldSet set = FieldSet.EMPTY;
            for (List<PathElement> path : paths) {
                set = set.union(FieldSet.of(path));
            }
            return set;
        });
    }

    static ObjectValue json(String text) {
        return Json.parseObject(text.replace("\\'", "\\\"").replace('\'', '"'));
    }
}
