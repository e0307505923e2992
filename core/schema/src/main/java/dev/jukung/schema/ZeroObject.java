package dev.jukung.schema;

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
            WrittenForm.of(schema, ObjectValue.EMPTY).forEach((key, value) -> {
                if (!key.equals("apiVersion") && !key.equals("kind")) {
                    builder.set(key, value);
                }
            });
        }
        return builder.build();
    }
}
