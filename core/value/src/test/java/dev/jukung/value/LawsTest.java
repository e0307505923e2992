package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;

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
        Assume.that(json.chars().noneMatch(LawsTest::isForbiddenInYaml));
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

    /** What JSON may hold unescaped in a string and YAML may not. */
    private static boolean isForbiddenInYaml(int c) {
        return (c >= 0x7f && c < 0xa0 && c != 0x85) || c == 0xfeff || c == 0xfffe || c == 0xffff;
    }
}
