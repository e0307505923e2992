package dev.jukung.apiserver.registry;

import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiException;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.Optional;
import java.util.Set;

/**
 * The kind and version that a written object claims to have; what it leaves out is taken from the resource it is written
 * to. The texts of its refusals are those of Kubernetes' decoder, with the Go types that it names.
 */
record GivenType(String apiVersion, String kind) {
    /** What belongs to no resource. */
    private static final Set<String> EVERYWHERE =
            Set.of("Status", "APIVersions", "APIGroupList", "APIGroup", "APIResourceList");

    static GivenType of(ResourceType<?> type) {
        return new GivenType(type.apiVersion(), type.kind());
    }

    static GivenType of(ResourceType<?> wanted, ObjectValue given) {
        String kind = given.text("kind", "");
        String apiVersion = given.text("apiVersion", "");
        return new GivenType(
                apiVersion.isEmpty() ? wanted.apiVersion() : apiVersion, kind.isEmpty() ? wanted.kind() : kind);
    }

    /** Throws a bad request unless this is the type of the resource. */
    void check(Kind wanted, Kinds kinds, String name) {
        if (equals(of(wanted.type()))) {
            return;
        }
        if (wanted.isCustom()) {
            throw refusedCustom(wanted, name);
        }
        boolean otherVersion = isRegistered(kinds)
                && kind.equals(wanted.type().kind())
                && group().equals(wanted.type().group());
        if (otherVersion) {
            throw unexpectedVersion(wanted);
        }
        refusal(wanted, kinds).ifPresent(why -> {
            throw cannotBeHandledAs(wanted, why);
        });
    }

    /** Why Kubernetes' decoder cannot make an object of the wanted kind of this; empty where it is one. */
    Optional<String> refusal(Kind wanted, Kinds kinds) {
        if (equals(of(wanted.type()))) {
            return Optional.empty();
        }
        return Optional.of(
                isRegistered(kinds)
                        ? "converting (" + version() + "." + kind + ") to ("
                                + goPackage(wanted.type().group()) + "."
                                + wanted.type().kind() + "): unknown conversion"
                        : notRegistered(kind, apiVersion));
    }

    static String notRegistered(String kind, String apiVersion) {
        return "no kind \"" + kind + "\" is registered for version \"" + apiVersion
                + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
    }

    private boolean isRegistered(Kinds kinds) {
        return (apiVersion.equals("v1") && EVERYWHERE.contains(kind))
                || kinds.in(group(), version()).stream()
                        .anyMatch(candidate -> candidate.type().kind().equals(kind));
    }

    /** Custom resources are read without a look at their type, which is checked later. */
    private ApiException refusedCustom(Kind wanted, String name) {
        if (!apiVersion.equals(wanted.type().apiVersion())) {
            return unexpectedVersion(wanted);
        }
        FieldErrors errors = new FieldErrors()
                .add(FieldError.invalid(
                        FieldPath.of("kind"), kind, "must be " + wanted.type().kind()));
        return Failures.invalid(wanted.type().group(), kind, name, errors);
    }

    private ApiException unexpectedVersion(Kind wanted) {
        return Failures.badRequest("the API version in the data (" + apiVersion
                + ") does not match the expected API version (" + wanted.type().apiVersion() + ")");
    }

    ApiException cannotBeHandledAs(Kind wanted, String why) {
        return Failures.badRequest(kind + " in version \"" + version() + "\" cannot be handled as a "
                + wanted.type().kind() + ": " + why);
    }

    private String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /** Where Kubernetes keeps its internal types of a group. */
    private static String goPackage(String group) {
        if (group.isEmpty() || group.equals("events.k8s.io")) {
            return "core";
        }
        int dot = group.indexOf('.');
        return dot < 0 ? group : group.substring(0, dot);
    }
}
