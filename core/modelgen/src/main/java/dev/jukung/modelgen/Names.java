package dev.jukung.modelgen;

/** Definition names that the generator itself has to know. */
final class Names {
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    static final String OBJECT_META = META + "ObjectMeta";
    static final String TIME = META + "Time";
    static final String MICRO_TIME = META + "MicroTime";
    static final String FIELDS = META + "FieldsV1";
    static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    private Names() {}

    /** {@code k8s.io.api.core.v1} (a protobuf package) as a prefix of definition names. */
    static String fromProtobuf(String fullName) {
        return "io.k8s."
                + fullName.substring("k8s.io.".length()).replace("apiextensions_apiserver", "apiextensions-apiserver");
    }
}
