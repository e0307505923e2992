package dev.jukung.schema;

import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;

/**
 * The object that Kubernetes starts from when one is created: of a built-in kind a Go struct whose fields have their zero
 * values, of a custom resource nothing but its type. What it has is not "added" by a creation.
 */
public final class ZeroObject {
    private ZeroObject() {}

    public static ObjectValue of(Schema schema, String apiVersion, String kind) {
        ObjectValue.Builder builder = ObjectValue.builder();
        builder.set("apiVersion", apiVersion).set("kind", kind);
        if (schema.goTyped()) {
            struct(schema).forEach((key, value) -> {
                if (!key.equals("apiVersion") && !key.equals("kind")) {
                    builder.set(key, value);
                }
            });
        }
        return builder.build();
    }

    /** The fields that Go writes although they are not set: those that may not be omitted, and structs in place. */
    private static ObjectValue struct(Schema schema) {
        ObjectValue.Builder builder = ObjectValue.builder();
        for (int i = 0; i < schema.propertyCount(); i++) {
            Schema property = schema.property(i);
            boolean isStruct = property.type() == SchemaType.OBJECT && property.propertyCount() > 0;
            boolean inPlace = isStruct
                    && property.defaultValue().filter(ObjectValue.EMPTY::equals).isPresent();
            if (inPlace) {
                builder.set(schema.propertyName(i), struct(property));
            } else if (schema.required().contains(schema.propertyName(i))) {
                builder.set(schema.propertyName(i), isStruct ? NullValue.NULL : GoTypes.zero(property));
            }
        }
        return builder.build();
    }
}
