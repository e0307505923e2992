package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
    private static final String PREFIX = "json: cannot unmarshal ";
    private final Decoder deployments = new Decoder(Definitions.deployment());

    static Stream<Arguments> canonicalForms() {
        return Stream.of(
                arguments(
                        "fields in schema order",
                        "{'spec':{'template':{},'replicas':1},'kind':'D'}",
                        "{'kind':'D','spec':{'replicas':1,'template':{}}}"),
                arguments("null is absent", "{'spec':null,'kind':'D'}", "{'kind':'D'}"),
                arguments(
                        "maps are sorted",
                        "{'metadata':{'labels':{'b':'2','a':'1'}}}",
                        "{'metadata':{'labels':{'a':'1','b':'2'}}}"),
                arguments(
                        "null in a map is its zero",
                        "{'metadata':{'labels':{'a':null}}}",
                        "{'metadata':{'labels':{'a':''}}}"),
                arguments(
                        "null in a list is its zero",
                        "{'metadata':{'finalizers':[null]}}",
                        "{'metadata':{'finalizers':['']}}"),
                arguments(
                        "empty optional lists and maps go",
                        "{'metadata':{'labels':{},'finalizers':[]}}",
                        "{'metadata':{}}"),
                arguments(
                        "empty required lists stay",
                        "{'spec':{'template':{'spec':{'containers':[]}}}}",
                        "{'spec':{'template':{'spec':{'containers':[]}}}}"),
                arguments(
                        "empty structs stay",
                        "{'spec':{'strategy':{'rollingUpdate':{}}}}",
                        "{'spec':{'strategy':{'rollingUpdate':{}}}}"),
                arguments(
                        "zero goes where it means nothing",
                        "{'spec':{'replicas':0,'paused':false,'minReadySeconds':0}}",
                        "{'spec':{'replicas':0}}"),
                arguments(
                        "times are in UTC",
                        "{'metadata':{'creationTimestamp':'2026-01-02T03:04:05.9+01:00'}}",
                        "{'metadata':{'creationTimestamp':'2026-01-02T02:04:05Z'}}"),
                arguments(
                        "int or string",
                        "{'spec':{'strategy':{'rollingUpdate':{'maxSurge':'25%','maxUnavailable':1}}}}",
                        "{'spec':{'strategy':{'rollingUpdate':{'maxUnavailable':1,'maxSurge':'25%'}}}}"),
                arguments(
                        "unknown fields go",
                        "{'foo':1,'spec':{'bar':{'x':1},'replicas':1}}",
                        "{'spec':{'replicas':1}}"),
                arguments(
                        "raw objects stay as they are",
                        "{'metadata':{'managedFields':[{'z':null,'a':[]}]}}",
                        "{'metadata':{'managedFields':[{'z':null,'a':[]}]}}"),
                arguments(
                        "quantities",
                        "{'spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'memory':'1024Mi','cpu':0.5}}}]}}}}",
                        "{'spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'cpu':'500m','memory':'1Gi'}}}]}}}}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("canonicalForms")
    void builtInKindsTakeCanonicalForm(String name, String given, String expected) {
        Decoded decoded = deployments.decode(json(given));

        assertThat(decoded.tree().toString()).isEqualTo(json(expected).toString());
        assertThat(deployments.decode(decoded.tree()).tree()).isSameAs(decoded.tree());
    }

    @Test
    void unknownFieldsAreReportedWhereTheyStand() {
        Decoded decoded = deployments.decode(
                json(
                        "{'foo':1,'spec':{'bar':1,'template':{'spec':{'containers':[{'name':'a'},{'imge':'x'}]}}},'metadata':{'labels':{'any':'x'}}}"));

        assertThat(decoded.strictErrors())
                .containsExactly(
                        "unknown field \"foo\"",
                        "unknown field \"spec.bar\"",
                        "unknown field \"spec.template.spec.containers[1].imge\"");
        assertThat(decoded.withStrictErrors(List.of(Decoded.duplicateField("spec.replicas")))
                        .strictError())
                .contains("strict decoding error: duplicate field \"spec.replicas\", unknown field \"foo\", "
                        + "unknown field \"spec.bar\", unknown field \"spec.template.spec.containers[1].imge\"");
    }

    @Test
    void strictErrorsComeInTheOrderOfTheFields() {
        ObjectValue given = json("{'spec':{'bar':1,'replicas':1,'template':{'spec':{'containers':[{'imge':'x'}]}}}}");

        assertThat(deployments
                        .decode(given)
                        .withStrictErrors(
                                List.of(
                                        "line 3: key \"x\" already set in map",
                                        Decoded.duplicateField("spec.replicas")),
                                given)
                        .strictErrors())
                .containsExactly(
                        "line 3: key \"x\" already set in map",
                        "unknown field \"spec.bar\"",
                        "duplicate field \"spec.replicas\"",
                        "unknown field \"spec.template.spec.containers[0].imge\"");
    }

    @Test
    void keysOfTheResultAreThoseOfTheSchema() {
        ObjectValue tree = deployments.decode(json("{'spec':{'replicas':1}}")).tree();

        assertThat(tree.keyAt(0)).isSameAs("spec");
        assertThat(tree.object("spec").keyAt(0)).isSameAs("replicas");
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                arguments(
                        "{'spec':{'replicas':'3'}}",
                        PREFIX + "string into Go struct field DeploymentSpec.spec.replicas of type int32"),
                arguments(
                        "{'spec':{'replicas':1.5}}",
                        PREFIX + "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"),
                arguments(
                        "{'spec':{'replicas':3000000000}}",
                        PREFIX + "number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32"),
                arguments(
                        "{'spec':'x'}",
                        PREFIX + "string into Go struct field Deployment.spec of type v1.DeploymentSpec"),
                arguments(
                        "{'spec':{'paused':'x'}}",
                        PREFIX + "string into Go struct field DeploymentSpec.spec.paused of type bool"),
                arguments(
                        "{'metadata':{'labels':{'a':1}}}",
                        PREFIX + "number into Go struct field ObjectMeta.metadata.labels of type string"),
                arguments(
                        "{'metadata':{'labels':[]}}",
                        PREFIX + "array into Go struct field ObjectMeta.metadata.labels of type map[string]string"),
                arguments(
                        "{'metadata':{'creationTimestamp':5}}",
                        PREFIX + "number into Go struct field ObjectMeta.metadata.creationTimestamp of type string"),
                arguments(
                        "{'spec':{'template':{'spec':{'containers':{}}}}}",
                        PREFIX
                                + "object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container"),
                arguments(
                        "{'spec':{'template':{'spec':{'containers':['x']}}}}",
                        PREFIX
                                + "string into Go struct field PodSpec.spec.template.spec.containers of type v1.Container"),
                arguments(
                        "{'spec':{'template':{'spec':{'containers':[{'command':[1]}]}}}}",
                        PREFIX
                                + "number into Go struct field Container.spec.template.spec.containers.command of type string"),
                arguments(
                        "{'spec':{'template':{'spec':{'restartPolicy':true}}}}",
                        PREFIX
                                + "bool into Go struct field PodSpec.spec.template.spec.restartPolicy of type v1.RestartPolicy"),
                arguments(
                        "{'spec':{'strategy':{'rollingUpdate':{'maxSurge':true}}}}",
                        PREFIX
                                + "bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32"),
                arguments(
                        "{'metadata':{'creationTimestamp':'x'}}",
                        "parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\""));
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void wrongTypesOfBuiltInKindsAreRefusedInGosWords(String given, String message) {
        assertThatThrownBy(() -> deployments.decode(json(given)))
                .isInstanceOf(DecodingException.class)
                .hasMessage(message);
    }

    @Test
    void theFirstWrongTypeCountsButABrokenScalarEndsTheDecodingAtOnce() {
        assertThatThrownBy(() -> deployments.decode(json("{'spec':{'replicas':'x','paused':1}}")))
                .hasMessageContaining("spec.replicas");
        assertThatThrownBy(
                        () -> deployments.decode(json("{'spec':{'replicas':'x'},'metadata':{'creationTimestamp':''}}")))
                .hasMessageContaining("parsing time \"\"");
    }

    @Test
    void binaryDataHasToBeBase64() {
        Decoder configMaps = new Decoder(Definitions.schemas().definition(Definitions.CONFIG_MAP));

        assertThat(configMaps
                        .decode(json("{'binaryData':{'a':'aGk='}}"))
                        .tree()
                        .object("binaryData")
                        .text("a"))
                .contains("aGk=");
        assertThatThrownBy(() -> configMaps.decode(json("{'binaryData':{'a':'a$=='}}")))
                .hasMessage("illegal base64 data at input byte 1");
    }

    static Stream<Arguments> customForms() {
        return Stream.of(
                arguments(
                        "unknown fields go",
                        "{'type':'object','properties':{'a':{'type':'integer'}}}",
                        "{'b':1,'a':1}",
                        "{'a':1}",
                        "spec.b"),
                arguments(
                        "nested ones too",
                        "{'type':'array','items':{'type':'object'}}",
                        "[{'b':1}]",
                        "[{}]",
                        "spec[0].b"),
                arguments(
                        "unless they are kept",
                        "{'type':'object','x-kubernetes-preserve-unknown-fields':true}",
                        "{'b':{'d':1,'c':null}}",
                        "{'b':{'c':null,'d':1}}",
                        ""),
                arguments(
                        "declared fields below kept ones are still pruned",
                        "{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'a':{'type':'object'}}}",
                        "{'a':{'x':1},'b':1}",
                        "{'a':{},'b':1}",
                        "spec.a.x"),
                arguments(
                        "maps keep all keys",
                        "{'type':'object','additionalProperties':{'type':'object'}}",
                        "{'k':{'x':1}}",
                        "{'k':{}}",
                        "spec.k.x"),
                arguments(
                        "null goes", "{'type':'object','properties':{'a':{'type':'string'}}}", "{'a':null}", "{}", ""),
                arguments(
                        "unless nullable",
                        "{'type':'object','properties':{'a':{'type':'string','nullable':true}}}",
                        "{'a':null}",
                        "{'a':null}",
                        ""),
                arguments(
                        "or with a default, for defaulting",
                        "{'type':'object','properties':{'a':{'type':'string','default':'x'}}}",
                        "{'a':null}",
                        "{'a':null}",
                        ""),
                arguments(
                        "numbers take Go's form",
                        "{'type':'object','properties':{'a':{'type':'number'},'b':{'type':'number'}}}",
                        "{'a':1.0,'b':1.50}",
                        "{'a':1,'b':1.5}",
                        ""),
                arguments(
                        "empty lists stay",
                        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'string'}}}}",
                        "{'a':[]}",
                        "{'a':[]}",
                        ""),
                arguments(
                        "wrong types are left to validation",
                        "{'type':'object','properties':{'a':{'type':'string'}}}",
                        "{'a':5}",
                        "{'a':5}",
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("customForms")
    void customResourcesArePruned(String name, String schema, String given, String expected, String unknown) {
        Decoder decoder = new Decoder(Definitions.customWithSpec(schema.replace('\'', '"')));

        Decoded decoded = decoder.decode(json("{'spec':" + given + "}"));

        assertThat(decoded.tree().toString())
                .isEqualTo(json("{'spec':" + expected + "}").toString());
        assertThat(decoded.strictErrors())
                .isEqualTo(unknown.isEmpty() ? List.of() : List.of(Decoded.unknownField(unknown)));
    }

    @Test
    void metadataOfCustomResourcesIsDecodedLikeThatOfBuiltInKinds() {
        Decoder decoder = new Decoder(Definitions.customWithSpec("{\"type\":\"object\"}"));

        Decoded decoded =
                decoder.decode(json("{'metadata':{'foo':1,'name':'x','labels':{}},'kind':'K','apiVersion':'a/v1'}"));

        assertThat(decoded.tree())
                .hasToString("{\"apiVersion\":\"a/v1\",\"kind\":\"K\",\"metadata\":{\"name\":\"x\"}}");
        assertThat(decoded.strictErrors()).containsExactly("unknown field \"metadata.foo\"");
        assertThatThrownBy(() -> decoder.decode(json("{'metadata':{'labels':{'a':1}}}")))
                .hasMessage("json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string");
    }

    static ObjectValue json(String text) {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
