package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private final Schemas schemas = Definitions.schemas();

    @Test
    void referencesAreFollowedAndSharedUnlessSomethingStandsBeside() {
        Schema spec = schemas.definition("io.k8s.api.apps.v1.DeploymentSpec");

        assertThat(spec.property("selector").orElseThrow())
                .isSameAs(schemas.definition("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"));
        Schema strategy = spec.property("strategy").orElseThrow();
        assertThat(strategy.definitionName()).contains("io.k8s.api.apps.v1.DeploymentStrategy");
        assertThat(strategy.patchStrategy().retainKeys()).isTrue();
        assertThat(strategy.property("type")).isPresent();
        assertThat(strategy.defaultValue()).contains(Json.parse("{}"));
    }

    @Test
    void fieldsKeepTheirOrderAndAreFoundByName() {
        Schema deployment = schemas.definition(Definitions.DEPLOYMENT);

        assertThat(deployment.propertyCount()).isEqualTo(5);
        for (int i = 0; i < deployment.propertyCount(); i++) {
            assertThat(deployment.indexOf(new String(deployment.propertyName(i).toCharArray())))
                    .isEqualTo(i);
        }
        assertThat(deployment.propertyName(0)).isSameAs("kind");
        assertThat(deployment.indexOf("nothing")).isEqualTo(-1);
        assertThat(deployment.property("nothing")).isEmpty();
    }

    @Test
    void recursiveDefinitionsCanBeWalked() {
        Schemas recursive = Schemas.of(
                Json.parseObject(
                        "{\"T\":{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#/components/schemas/T\",\"default\":{}}}}}"));

        Schema next = recursive.definition("T").property("next").orElseThrow();

        assertThat(next.property("next").orElseThrow().property("next")).isPresent();
    }

    @Test
    void aReferenceInsideAllOfIsAReference() {
        Schemas published = Schemas.of(
                Json.parseObject(
                        "{\"A\":{\"type\":\"object\",\"properties\":{\"b\":"
                                + "{\"allOf\":[{\"$ref\":\"#/components/schemas/B\"}],\"default\":\"x\"}}},\"B\":{\"type\":\"string\"}}"));

        Schema b = published.definition("A").property("b").orElseThrow();

        assertThat(b.type()).isEqualTo(SchemaType.STRING);
        assertThat(b.defaultValue()).contains("x");
    }

    @Test
    void customSchemasAreAlphabeticalAndHaveTheMetadataOfEveryObject() {
        Schema custom = schemas.custom(
                Json.parseObject(
                        "{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"object\"},\"spec\":{\"type\":\"object\"}}}"));

        assertThat(List.of(0, 1, 2, 3, 4))
                .map(custom::propertyName)
                .containsExactly("apiVersion", "kind", "metadata", "spec", "status");
        assertThat(custom.goTyped()).isFalse();
        assertThat(custom.property("metadata").orElseThrow().goTyped()).isTrue();
    }

    @Test
    void anUnknownDefinitionIsRefusedByName() {
        assertThat(schemas.find("no.such.Type")).isEmpty();
        assertThatThrownBy(() -> schemas.definition("no.such.Type")).hasMessage("no such definition: no.such.Type");
    }
}
