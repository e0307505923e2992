package dev.jukung.apiserver.auth;

/**
 * What a request wants to do, as authorizers see it (Kubernetes' {@code authorizer.Attributes}).
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths the HTTP method in lower case
 * @param resource empty for a non-resource request
 * @param path of a non-resource request; empty for resources
 */
public record Attributes(
        User user,
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {
    public static Attributes path(User user, String verb, String path) {
        return new Attributes(user, verb, "", "", "", "", "", "", path);
    }

    public boolean forResource() {
        return !resource.isEmpty();
    }

    public boolean readOnly() {
        return verb.equals("get") || verb.equals("list") || verb.equals("watch");
    }
}
