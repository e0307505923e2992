package dev.jukung.apiserver.extension;

import dev.jukung.schema.Decoder;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/**
 * The schemas inside of a definition in the form that Go gives them: where a schema may also be something else (a boolean, a
 * list of names), the type of the field cannot say that it is one. Thread-safe.
 */
final class SchemaForms {
    private static final String DEFINITION = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    /** A schema, or something else. */
    private static final List<String> MAYBE = List.of("items", "additionalProperties", "additionalItems");

    private static final List<String> MAPS = List.of("properties", "patternProperties", "definitions", "dependencies");
    private static final List<String> LISTS = List.of("allOf", "oneOf", "anyOf");

    private final Decoder decoder;

    SchemaForms(Schemas builtIn) {
        decoder = new Decoder(builtIn.definition(DEFINITION));
    }

    /** @param versions of a definition's spec */
    ListValue versions(ListValue versions) {
        ListValue result = versions;
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i) instanceof ObjectValue version
                    && version.at("schema", "openAPIV3Schema") instanceof ObjectValue schema) {
                ObjectValue formed = below(schema);
                result =
                        formed == schema ? result : result.with(i, version.withAt(formed, "schema", "openAPIV3Schema"));
            }
        }
        return result;
    }

    private ObjectValue below(ObjectValue schema) {
        ObjectValue result = schema;
        for (String field : MAYBE) {
            if (schema.get(field) instanceof ObjectValue inner) {
                result = result.with(field, formed(inner));
            }
        }
        if (schema.get("not") instanceof ObjectValue inner) {
            result = result.with("not", below(inner));
        }
        for (String field : MAPS) {
            ObjectValue map = schema.object(field);
            for (int i = 0; i < map.size(); i++) {
                if (map.valueAt(i) instanceof ObjectValue inner) {
                    ObjectValue formed = field.equals("dependencies") ? formed(inner) : below(inner);
                    result = formed == inner
                            ? result
                            : result.with(field, result.object(field).with(map.keyAt(i), formed));
                }
            }
        }
        for (String field : LISTS) {
            ListValue list = schema.list(field);
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof ObjectValue inner) {
                    ObjectValue formed = below(inner);
                    result = formed == inner
                            ? result
                            : result.with(field, result.list(field).with(i, formed));
                }
            }
        }
        return result;
    }

    /** Throws a {@link DecodingException} where it cannot be a schema. */
    private ObjectValue formed(ObjectValue schema) {
        ObjectValue decoded = decoder.decode(schema).tree();
        return below(decoded.equals(schema) && sameOrder(decoded, schema) ? schema : decoded);
    }

    private static boolean sameOrder(ObjectValue one, ObjectValue other) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.keyAt(i).equals(other.keyAt(i))) {
                return false;
            }
        }
        return one.size() == other.size();
    }
}
