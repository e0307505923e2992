package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;

/** Objects reduced to their metadata, for clients that ask for {@code PartialObjectMetadata} or a list of it. */
final class MetadataForm {
    private MetadataForm() {}

    static ObjectValue of(ObjectValue tree, Format format) {
        return ObjectValue.of(
                "kind",
                "PartialObjectMetadata",
                "apiVersion",
                "meta.k8s.io/" + format.version(),
                "metadata",
                tree.object("metadata"));
    }

    /** Throws the refusal where the form of a list is asked of an object. */
    static void requireObject(Kind kind, Format format) {
        if (format.form() == Format.Form.METADATA_LIST) {
            throw new ApiException(
                    Reason.NOT_ACCEPTABLE,
                    "you requested PartialObjectMetadataList, but the requested object is not a list ("
                            + goType(kind, "") + ")");
        }
    }

    /** Throws the refusal where the form of an object is asked of a list. */
    static void requireList(Kind kind, Format format) {
        if (format.form() == Format.Form.METADATA) {
            throw new ApiException(
                    Reason.NOT_ACCEPTABLE,
                    "you requested PartialObjectMetadata, but the requested object is a list (" + goType(kind, "List")
                            + ")");
        }
    }

    /** The type that Kubernetes' own code has for it; its packages are named after the first word of the group. */
    private static String goType(Kind kind, String suffix) {
        if (!kind.schema().goTyped()) {
            return "*unstructured.Unstructured" + suffix;
        }
        String group = kind.type().group();
        String home =
                switch (group) {
                    case "", "events.k8s.io" -> "core";
                    case "internal.apiserver.k8s.io" -> "apiserverinternal";
                    default -> group.split("\\.", 2)[0];
                };
        return "*" + home + "." + kind.type().kind() + suffix;
    }
}
