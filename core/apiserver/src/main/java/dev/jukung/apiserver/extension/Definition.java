package dev.jukung.apiserver.extension;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** A look at a CustomResourceDefinition. Immutable. */
record Definition(ObjectValue tree) {
    static final String ESTABLISHED = "Established";
    static final String NAMES_ACCEPTED = "NamesAccepted";
    static final String NON_STRUCTURAL = "NonStructuralSchema";
    static final String APPROVED = "KubernetesAPIApprovalPolicyConformant";
    static final String TERMINATING = "Terminating";
    static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    String name() {
        return tree.object("metadata").text("name", "");
    }

    ObjectValue spec() {
        return tree.object("spec");
    }

    String group() {
        return spec().text("group", "");
    }

    boolean namespaced() {
        return spec().text("scope", "").equals("Namespaced");
    }

    /** As the author wants them. */
    ObjectValue names() {
        return spec().object("names");
    }

    ObjectValue acceptedNames() {
        return tree.object("status").object("acceptedNames");
    }

    List<ObjectValue> versions() {
        return spec().list("versions").objects();
    }

    Optional<ObjectValue> version(String name) {
        return versions().stream()
                .filter(version -> version.text("name", "").equals(name))
                .findFirst();
    }

    /** The version that objects are stored in; every valid definition has one. */
    String storageVersion() {
        return versions().stream()
                .filter(version -> version.flag("storage", false))
                .map(version -> version.text("name", ""))
                .findFirst()
                .orElse("");
    }

    String apiVersion(String version) {
        return group() + "/" + version;
    }

    boolean isEstablished() {
        return Conditions.isTrue(tree, ESTABLISHED);
    }

    boolean isDeleting() {
        return tree.object("metadata").has("deletionTimestamp");
    }

    boolean hasCleanup() {
        return tree.object("metadata").list("finalizers").contains(CLEANUP);
    }

    /** Where the objects are stored. */
    String collection() {
        return group() + "/" + names().text("plural", "");
    }

    /** {@code openAPIV3Schema} of a version; empty when there is none. */
    static ObjectValue schema(ObjectValue version) {
        return version.object("schema").object("openAPIV3Schema");
    }
}
