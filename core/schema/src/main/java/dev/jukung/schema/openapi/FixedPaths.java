package dev.jukung.schema.openapi;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The paths that stand for no resource: discovery, the version, and the keys of ServiceAccount tokens. */
final class FixedPaths {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final List<String> JSON = List.of("application/json");

    private FixedPaths() {}

    /** By the name of the document that has it, as {@code apis/apps}. */
    static Map<String, ApiPath> of(Collection<ApiResource> resources) {
        Map<String, ApiPath> paths = new java.util.TreeMap<>();
        for (ApiPath path : all(resources)) {
            paths.put(path.path().substring(1, path.path().length() - 1), path);
        }
        return paths;
    }

    private static List<ApiPath> all(Collection<ApiResource> resources) {
        List<String> objects = MediaTypes.of(false).objects();
        List<ApiPath> paths = new ArrayList<>();
        String versions = "get available API versions";
        paths.add(path("/api/", "getCoreAPIVersions", "core", versions, META + "APIVersions", objects, objects));
        paths.add(path("/apis/", "getAPIVersions", "apis", versions, META + "APIGroupList", objects, objects));
        for (String group : groups(resources)) {
            paths.add(path(
                    "/apis/" + group + "/",
                    "get" + ApiPaths.groupName(group, true) + "APIGroup",
                    ApiPaths.groupName(group, false),
                    "get information of a group",
                    META + "APIGroup",
                    objects,
                    objects));
        }
        paths.add(path(
                "/version/",
                "getCodeVersion",
                "version",
                "get the version information for this server",
                "io.k8s.apimachinery.pkg.version.Info",
                JSON,
                JSON));
        paths.add(path(
                "/.well-known/openid-configuration/",
                "getServiceAccountIssuerOpenIDConfiguration",
                "WellKnown",
                "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
                "",
                List.of(),
                JSON));
        paths.add(path(
                "/openid/v1/jwks/",
                "getServiceAccountIssuerOpenIDKeyset",
                "openid",
                "get service account issuer OpenID JSON Web Key Set (contains public token verification keys)",
                "",
                List.of(),
                List.of("application/jwk-set+json")));
        return paths;
    }

    /** The named groups of built-in resources: custom resources have no document of their group. */
    private static Collection<String> groups(Collection<ApiResource> resources) {
        Collection<String> groups = new TreeSet<>();
        for (ApiResource resource : resources) {
            if (!resource.group().isEmpty() && !resource.custom()) {
                groups.add(resource.group());
            }
        }
        return groups;
    }

    private static ApiPath path(
            String path,
            String id,
            String tag,
            String description,
            String definition,
            List<String> consumes,
            List<String> produces) {
        Operation get = new Operation(
                "get",
                id,
                tag,
                "",
                description,
                ObjectValue.EMPTY,
                List.of(),
                "",
                consumes,
                Map.of(200, definition),
                produces);
        return new ApiPath(path, List.of(), List.of(get));
    }
}
