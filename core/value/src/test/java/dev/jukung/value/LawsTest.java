package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all values. */
class LawsTest {
    @Provide
    Arbitrary<Object> values() {
        return Trees.values();
    }

    @Provide
    Arbitrary<String> keys() {
        return Trees.keys();
    }

    @Provide
    Arbitrary<Object> withoutNulls() {
        return Trees.valuesWithoutNulls();
    }

    @Provide
    Arbitrary<ObjectValue> objects() {
        return Trees.objects();
    }

    @Provide
    Arbitrary<Object> containers() {
        return Trees.containers();
    }

    @Property
    void jsonReadsWhatItWrites(@ForAll("values") Object value) {
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
    }

    @Property
    void yamlReadsWhatItWrites(@ForAll("values") Object value) {
        String text = Yaml.write(value);
        assertThat(Yaml.parse(text)).as(text).isEqualTo(Trees.asYamlReads(value));
    }

    @Property
    void yamlReadsJson(@ForAll("values") Object value) {
        String json = Json.write(value);
        Assume.that(json.chars().noneMatch(LawsTest::isNoTextInYaml));
        assertThat(Yaml.parse(json)).isEqualTo(Trees.asYamlReads(value));
    }

    @Property
    void aJsonPatchOfTheDifferenceLeadsThere(@ForAll("containers") Object before, @ForAll("containers") Object after) {
        assertThat(JsonPatch.diff(before, after).apply(before)).isEqualTo(after);
    }

    @Property
    void aMergePatchOfTheDifferenceLeadsThere(@ForAll("values") Object before, @ForAll("withoutNulls") Object after) {
        assertThat(JsonMergePatch.apply(before, JsonMergePatch.diff(before, after)))
                .isEqualTo(after);
    }

    @Property
    void aMergePatchAppliedAgainChangesNothing(@ForAll("values") Object before, @ForAll("withoutNulls") Object after) {
        Object patch = JsonMergePatch.diff(before, after);
        Object once = JsonMergePatch.apply(before, patch);
        assertThat(JsonMergePatch.apply(once, patch)).isEqualTo(once);
    }

    @Property
    void anEmptyMergePatchIsTheSameDocument(@ForAll("objects") ObjectValue document) {
        assertThat(JsonMergePatch.apply(document, ObjectValue.EMPTY)).isSameAs(document);
    }

    @Property
    void prettyJsonIsTheSameValue(@ForAll("values") Object value) {
        assertThat(Json.parse(Json.pretty(value, 2))).isEqualTo(value);
    }

    @Property
    void readingTwiceGivesEqualValuesAndTexts(@ForAll("values") Object value) {
        String json = Json.write(value);
        Object again = Json.parse(json);
        assertThat(again).isEqualTo(Json.parse(json)).hasSameHashCodeAs(value);
        assertThat(Json.write(again)).isEqualTo(json);
    }

    @Property
    void sortingKeepsTheValue(@ForAll("values") Object value) {
        Object sorted = Values.sorted(value);
        assertThat(sorted).isEqualTo(value);
        assertThat(Json.write(Values.sorted(sorted))).isEqualTo(Json.write(sorted));
    }

    @Property
    void aMemberSetIsThereAndTheOthersStay(
            @ForAll("objects") ObjectValue object, @ForAll("keys") String key, @ForAll("values") Object value) {
        ObjectValue changed = object.with(key, value);
        assertThat(changed.get(key)).isEqualTo(value);
        object.forEach((other, member) -> {
            if (!other.equals(key)) {
                assertThat(changed.get(other)).isSameAs(member);
            }
        });
        assertThat(changed.without(key)).isEqualTo(object.without(key));
        assertThat(changed.without(key).has(key)).isFalse();
        assertThat(changed.with(key, value)).isSameAs(changed);
    }

    @Property
    void anObjectIsTheMapOfItsMembers(@ForAll("objects") ObjectValue object, @ForAll("objects") ObjectValue other) {
        Map<String, Object> model = new LinkedHashMap<>();
        object.forEach(model::put);
        other.forEach(model::put);
        ObjectValue both = object.withAll(other);
        assertThat(both).isEqualTo(Values.from(model));
        assertThat(both.size()).isEqualTo(model.size());
        int position = 0;
        for (String key : model.keySet()) {
            assertThat(both.keyAt(position)).isEqualTo(key);
            assertThat(both.indexOf(key)).isEqualTo(position++);
        }
    }

    /** What JSON may hold unescaped in a string and YAML may not, or (U+0085) reads as a line break. */
    private static boolean isNoTextInYaml(int c) {
        return (c >= 0x7f && c < 0xa0) || c == 0xfeff || c == 0xfffe || c == 0xffff;
    }
}
