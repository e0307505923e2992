package dev.jukung.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jukung.value.ObjectValue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValidatorTest {
    static Stream<Arguments> structural() {
        return Stream.of(
                arguments(
                        "{'type':'integer'}",
                        "'x'",
                        "spec: Invalid value: \"string\": spec in body must be of type integer: \"string\""),
                arguments(
                        "{'type':'integer'}",
                        "1.5",
                        "spec: Invalid value: \"number\": spec in body must be of type integer: \"number\""),
                arguments("{'type':'integer'}", "7", ""),
                arguments("{'type':'number'}", "7", ""),
                arguments(
                        "{'type':'string'}",
                        "true",
                        "spec: Invalid value: \"boolean\": spec in body must be of type string: \"boolean\""),
                arguments(
                        "{'type':'string'}",
                        "null",
                        "spec: Invalid value: \"null\": spec in body must be of type string: \"null\""),
                arguments("{'type':'string','nullable':true}", "null", ""),
                arguments(
                        "{'type':'integer','format':'int64'}",
                        "true",
                        "spec: Invalid value: \"\": spec in body must be of type int64: \"\""),
                arguments(
                        "{'type':'integer','format':'int32'}",
                        "3000000000",
                        "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec"),
                arguments(
                        "{'x-kubernetes-int-or-string':true}",
                        "true",
                        "spec: Invalid value: \"boolean\": spec in body must be of type integer,string: \"boolean\""),
                arguments(
                        "{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]}",
                        "'5%'",
                        ""),
                arguments("{'type':'object','required':['a']}", "{}", "spec.a: Required value"),
                arguments(
                        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'object','required':['b']}}}}",
                        "{'a':[{'b':1},{}]}",
                        "spec.a[1].b: Required value"),
                arguments(
                        "{'type':'string','enum':['A','B']}",
                        "'C'",
                        "spec: Unsupported value: \"C\": supported values: \"A\", \"B\""),
                arguments(
                        "{'type':'integer','enum':[1,2]}",
                        "3",
                        "spec: Unsupported value: 3: supported values: \"1\", \"2\""),
                arguments("{'type':'string','maxLength':2}", "'abc'", "spec: Too long: may not be more than 2 bytes"),
                arguments(
                        "{'type':'string','minLength':2}",
                        "'a'",
                        "spec: Invalid value: \"a\": spec in body should be at least 2 chars long"),
                arguments(
                        "{'type':'string','pattern':'^a+$'}",
                        "'b'",
                        "spec: Invalid value: \"b\": spec in body should match '^a+$'"),
                arguments(
                        "{'type':'integer','minimum':1}",
                        "0",
                        "spec: Invalid value: 0: spec in body should be greater than or equal to 1"),
                arguments(
                        "{'type':'integer','minimum':1,'exclusiveMinimum':true}",
                        "1",
                        "spec: Invalid value: 1: spec in body should be greater than 1"),
                arguments(
                        "{'type':'integer','maximum':1}",
                        "2",
                        "spec: Invalid value: 2: spec in body should be less than or equal to 1"),
                arguments(
                        "{'type':'number','maximum':1.5,'exclusiveMaximum':true}",
                        "1.5",
                        "spec: Invalid value: 1.5: spec in body should be less than 1.5"),
                arguments(
                        "{'type':'integer','multipleOf':5}",
                        "7",
                        "spec: Invalid value: 7: spec in body should be a multiple of 5"),
                arguments(
                        "{'type':'array','items':{'type':'string'},'minItems':1}",
                        "[]",
                        "spec: Invalid value: 0: spec in body should have at least 1 items"),
                arguments(
                        "{'type':'array','items':{'type':'string'},'maxItems':1}",
                        "['a','b']",
                        "spec: Too many: 2: must have at most 1 item"),
                arguments(
                        "{'type':'array','items':{'type':'string'},'uniqueItems':true}",
                        "['a','a']",
                        "spec: Invalid value: \"\": spec in body shouldn't contain duplicates"),
                arguments(
                        "{'type':'object','minProperties':1}",
                        "{}",
                        "spec: Invalid value: 0: spec in body should have at least 1 properties"),
                arguments(
                        "{'type':'object','additionalProperties':{'type':'integer'},'maxProperties':1}",
                        "{'a':1,'b':2}",
                        "spec: Too many: 2: must have at most 1 item"),
                arguments(
                        "{'type':'object','additionalProperties':{'type':'integer'}}",
                        "{'a':'x'}",
                        "spec.a: Invalid value: \"string\": spec.a in body must be of type integer: \"string\""),
                arguments(
                        "{'type':'string','format':'date-time'}",
                        "'x'",
                        "spec: Invalid value: \"x\": spec in body must be of type date-time: \"x\""),
                arguments("{'type':'string','format':'no-such-format'}", "'x'", ""),
                arguments(
                        "{'anyOf':[{'type':'integer'},{'type':'boolean'}]}",
                        "'x'",
                        "[<nil>: Invalid value: \"\": \"spec\" must validate at least one schema (anyOf), spec: Invalid value: \"string\": spec in body must be of type integer: \"string\"]"),
                arguments(
                        "{'type':'integer','oneOf':[{'minimum':1},{'minimum':2}]}",
                        "3",
                        "<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found 2 valid alternatives"),
                arguments(
                        "{'type':'integer','oneOf':[{'minimum':5}]}",
                        "3",
                        "[<nil>: Invalid value: \"\": \"spec\" must validate one and only one schema (oneOf). Found none valid, spec: Invalid value: 3: spec in body should be greater than or equal to 5]"),
                arguments(
                        "{'type':'integer','allOf':[{'minimum':5}]}",
                        "3",
                        "[spec: Invalid value: 3: spec in body should be greater than or equal to 5, <nil>: Invalid value: \"\": \"spec\" must validate all the schemas (allOf). None validated]"),
                arguments(
                        "{'type':'integer','not':{'minimum':2}}",
                        "3",
                        "<nil>: Invalid value: \"\": \"spec\" must not validate the schema (not)"),
                arguments(
                        "{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}}",
                        "['a','b','a','a']",
                        "spec[2]: Duplicate value: \"a\""),
                arguments(
                        "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object'}}",
                        "[{'k':'a'},{'k':'a','v':1}]",
                        "spec[1]: Duplicate value: {\"k\":\"a\"}"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("structural")
    void customResourcesAreCheckedInTheWordsOfStructuralSchemas(String schema, String value, String message) {
        Validator validator = new Validator(Definitions.customWithSpec(schema.replace('\'', '"')));

        assertThat(validator
                        .validate(DecoderTest.json("{'spec':" + value + "}"))
                        .message())
                .isEqualTo(message);
    }

    static Stream<Arguments> formats() {
        return Stream.of(
                arguments("ipv4", "10.0.0.1", "10.0.0.256"),
                arguments("ipv6", "fe80::1", "10.0.0.1"),
                arguments("ipv6", "::ffff:1.2.3.4", ":::"),
                arguments("cidr", "10.0.0.0/8", "10.0.0.0/33"),
                arguments("mac", "01:23:45:67:89:ab", "01:23"),
                arguments("uuid", "123e4567-e89b-12d3-a456-426614174000", "x"),
                arguments("uuid4", "123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
                arguments("uri", "https://a/b", "no scheme"),
                arguments("uri", "/path", "a b"),
                arguments("email", "a@b.c", "a"),
                arguments("hostname", "a.example.com", "-a-"),
                arguments("date", "2026-01-31", "2026-02-31"),
                arguments("date-time", "2026-01-31T01:02:03Z", "2026-01-31"),
                arguments("duration", "22 ns", "fortnight"),
                arguments("duration", "1h30m", ""),
                arguments("byte", "aGk=", "a"),
                arguments("isbn", "0321751043", "0321751044"),
                arguments("isbn13", "978-0321751041", "978-0321751042"),
                arguments("creditcard", "4111 1111 1111 1111", "4111 1111 1111 1112"),
                arguments("ssn", "111-22-3333", "1112233"),
                arguments("hexcolor", "#FFF", "#GGG"),
                arguments("rgbcolor", "rgb(1, 2,255)", "rgb(1,2,256)"),
                arguments("bsonobjectid", "507f1f77bcf86cd799439011", "x"),
                arguments("k8s-short-name", "a-b", "a.b"),
                arguments("k8s-long-name", "a.b", "A.b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void formatsOfStringsAreChecked(String format, String good, String bad) {
        Validator validator =
                new Validator(Definitions.customWithSpec("{\"type\":\"string\",\"format\":\"" + format + "\"}"));

        assertThat(validator.validate(ObjectValue.of("spec", good)).isEmpty()).isTrue();
        assertThat(validator.validate(ObjectValue.of("spec", bad)).message())
                .isEqualTo("spec: Invalid value: " + GoText.quote(bad) + ": spec in body must be of type " + format
                        + ": " + GoText.quote(bad));
    }

    @Test
    void whatItsAuthorAsksOfMetadataIsChecked() {
        Schema schema = Definitions.schemas()
                .custom(
                        DecoderTest.json(
                                "{'type':'object','properties':{'metadata':{'type':'object','properties':{'name':{'type':'string','pattern':'^a'}}}}}"));

        assertThat(new Validator(schema)
                        .validate(DecoderTest.json("{'metadata':{'name':'b'}}"))
                        .message())
                .isEqualTo("metadata.name: Invalid value: \"b\": metadata.name in body should match '^a'");
    }

    static Stream<Arguments> builtIn() {
        String valid = "'selector':{},'template':{'spec':{'containers':[{'name':'a'}]}}";
        return Stream.of(
                arguments("{" + valid + "}", ""),
                arguments("{'template':{}}", "spec.selector: Required value"),
                arguments(
                        "{'selector':{},'template':{'spec':{'containers':[]}}}",
                        "spec.template.spec.containers: Required value"),
                arguments(
                        "{'selector':{},'template':{'spec':{'containers':[{'name':''}]}}}",
                        "spec.template.spec.containers[0].name: Required value"),
                arguments(
                        "{" + valid + ",'strategy':{'type':'x'}}",
                        "spec.strategy.type: Unsupported value: \"x\": supported values: \"Recreate\", \"RollingUpdate\""),
                arguments(
                        "{'selector':{},'template':{'spec':{'containers':[{'name':'a','ports':[{'containerPort':0}]}]}}}",
                        "spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 0: must be greater than or equal to 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("builtIn")
    void builtInKindsAreCheckedInTheirWords(String spec, String message) {
        Validator validator = new Validator(Definitions.deployment());

        assertThat(validator.validate(DecoderTest.json("{'spec':" + spec + "}")).message())
                .isEqualTo(message);
    }

    @Test
    void aStatusMayBeIncomplete() {
        Validator validator = new Validator(Definitions.deployment());

        assertThat(validator
                        .validate(DecoderTest.json("{'status':{'conditions':[{'type':''}]}}"))
                        .isEmpty())
                .isTrue();
    }

    static Stream<Arguments> updates() {
        String limited = "{'type':'object','properties':{'a':{'type':'integer','minimum':5},'b':{'type':'integer'},"
                + "'l':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],"
                + "'items':{'type':'object','properties':{'k':{'type':'string'},'v':{'type':'integer','minimum':5}}}}}}";
        return Stream.of(
                arguments("unchanged", limited, "{'a':1,'b':1}", "{'a':1,'b':2}", true),
                arguments("changed to another wrong value", limited, "{'a':1}", "{'a':2}", false),
                arguments("newly wrong", limited, "{}", "{'a':1}", false),
                arguments(
                        "an unchanged item of a list map that moved",
                        limited,
                        "{'l':[{'k':'a','v':1}]}",
                        "{'l':[{'k':'b','v':9},{'k':'a','v':1}]}",
                        true),
                arguments("a changed item", limited, "{'l':[{'k':'a','v':1}]}", "{'l':[{'k':'a','v':2}]}", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updates")
    void whatWasWrongBeforeMayStay(String name, String schema, String old, String changed, boolean valid) {
        Validator validator = new Validator(Definitions.customWithSpec(schema.replace('\'', '"')));

        FieldErrors errors = validator.validateUpdate(
                DecoderTest.json("{'spec':" + changed + "}"), DecoderTest.json("{'spec':" + old + "}"));

        assertThat(errors.isEmpty()).isEqualTo(valid);
    }
}
