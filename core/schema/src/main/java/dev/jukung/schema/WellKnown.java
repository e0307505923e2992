package dev.jukung.schema;

import java.util.Map;

/** Definitions whose JSON form is made by code in Kubernetes, not by the fields of a struct. */
enum WellKnown {
    NONE,
    TIME,
    MICRO_TIME,
    DURATION,
    QUANTITY,
    INT_OR_STRING,
    /** Any JSON, kept as it is. */
    RAW;

    private static final Map<String, WellKnown> BY_DEFINITION = Map.ofEntries(
            Map.entry("io.k8s.apimachinery.pkg.apis.meta.v1.Time", TIME),
            Map.entry("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", MICRO_TIME),
            Map.entry("io.k8s.apimachinery.pkg.apis.meta.v1.Duration", DURATION),
            Map.entry("io.k8s.apimachinery.pkg.api.resource.Quantity", QUANTITY),
            Map.entry("io.k8s.apimachinery.pkg.util.intstr.IntOrString", INT_OR_STRING),
            Map.entry("io.k8s.apimachinery.pkg.runtime.RawExtension", RAW),
            Map.entry("io.k8s.apimachinery.pkg.runtime.Unknown", RAW),
            Map.entry("io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", RAW),
            Map.entry("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON", RAW),
            Map.entry("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray", RAW),
            Map.entry("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool", RAW),
            Map.entry("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray", RAW));

    static WellKnown ofDefinition(String name) {
        return BY_DEFINITION.getOrDefault(name, NONE);
    }
}
