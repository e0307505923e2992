package dev.jukung.apiserver.auth;

/**
 * What a request wants to do, as authorizers see it (Kubernetes' {@code authorizer.Attributes}).
 *
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths the HTTP method in lower case
 * @param version {@code *} where a question leaves it open
 * @param resource empty for a non-resource request
 * @param path of a non-resource request; empty for resources
 * @param selectors what a list, watch or deletecollection is limited to
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
        String path,
        Selectors selectors) {
    public Attributes(
            User user,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {
        this(user, verb, group, version, resource, subresource, namespace, name, path, Selectors.NONE);
    }

    public static Attributes path(User user, String verb, String path) {
        return new Attributes(user, verb, "", "", "", "", "", "", path);
    }

    public Attributes with(Selectors changed) {
        return new Attributes(user, verb, group, version, resource, subresource, namespace, name, path, changed);
    }

    public Attributes with(User changed) {
        return new Attributes(changed, verb, group, version, resource, subresource, namespace, name, path, selectors);
    }

    public Attributes withVerb(String changed) {
        return new Attributes(user, changed, group, version, resource, subresource, namespace, name, path, selectors);
    }

    public boolean forResource() {
        return !resource.isEmpty();
    }

    public boolean readOnly() {
        return verb.equals("get") || verb.equals("list") || verb.equals("watch");
    }
}
