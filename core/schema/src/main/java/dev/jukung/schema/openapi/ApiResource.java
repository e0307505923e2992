package dev.jukung.schema.openapi;

import java.util.List;

/**
 * A resource as the documents describe it.
 *
 * @param group empty for the core group
 * @param definition the definition of the kind; its list's is this with {@code List} added
 * @param verbs of get, list, watch, create, update, patch, delete, deletecollection
 * @param custom whether it comes from a CustomResourceDefinition: then it has no protobuf form and no strategic merge patch
 * @param deleteReturnsObject whether a delete answers with the deleted object, not with a Status
 */
public record ApiResource(
        String group,
        String version,
        String kind,
        String plural,
        boolean namespaced,
        String definition,
        List<String> verbs,
        List<Subresource> subresources,
        boolean custom,
        boolean deleteReturnsObject) {

    public ApiResource {
        verbs = List.copyOf(verbs);
        subresources = List.copyOf(subresources);
    }

    /**
     * What stands under a resource's name, such as {@code status}, {@code scale}, {@code eviction}.
     *
     * @param definition of the body; empty for text (a log)
     * @param verbs of get, update, patch, create
     * @param connect the HTTP methods that are handed on to something else (exec, proxy), in upper case
     * @param withPath whether the rest of the path is handed on too
     */
    public record Subresource(
            String name,
            String group,
            String version,
            String kind,
            String definition,
            List<String> verbs,
            List<String> connect,
            boolean withPath) {

        public Subresource {
            verbs = List.copyOf(verbs);
            connect = List.copyOf(connect);
        }
    }

    /** {@code v1} or {@code apps/v1}. */
    public String groupVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code /api/v1} or {@code /apis/apps/v1}. */
    String root() {
        return (group.isEmpty() ? "/api/" : "/apis/") + groupVersion();
    }

    String listDefinition() {
        return definition + "List";
    }

    boolean can(String verb) {
        return verbs.contains(verb);
    }
}
