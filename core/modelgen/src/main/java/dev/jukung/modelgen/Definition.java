package dev.jukung.modelgen;

import java.util.List;

/**
 * One type of the API.
 *
 * @param name as in Kubernetes' OpenAPI documents: {@code io.k8s.api.core.v1.Pod}
 */
record Definition(String name, String description, List<Field> fields) {
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** {@code core.v1} of {@code io.k8s.api.core.v1.Pod}: where its view lives below the model's package. */
    String viewPackage() {
        String[] parts = name.split("\\.");
        return parts[parts.length - 3] + "." + parts[parts.length - 2];
    }

    /** Whether it stands for whole objects: apiVersion, kind and an ObjectMeta. */
    boolean isKind() {
        return has("apiVersion")
                && has("kind")
                && fields.stream()
                        .anyMatch(field -> field.name().equals("metadata")
                                && field.type().equals(new FieldType.Reference(Names.OBJECT_META)));
    }

    boolean has(String field) {
        return fields.stream().anyMatch(candidate -> candidate.name().equals(field));
    }
}
