package dev.jukung.model;

import dev.jukung.value.ObjectValue;
import java.util.function.Function;

/**
 * A resource as the API serves it: where its objects are found, what they are called and how to look at one.
 * The built-in ones are constants of the generated {@code Resources}.
 *
 * @param group empty for the core group
 * @param plural the name in paths: {@code pods}
 * @param view wraps a tree as the typed view
 */
public record ResourceType<T extends KubeObject>(
        String group, String version, String kind, String plural, boolean namespaced, Function<ObjectValue, T> view) {
    /** A resource known by its names only, such as a custom one. */
    public static ResourceType<Unstructured> dynamic(
            String group, String version, String kind, String plural, boolean namespaced) {
        return new ResourceType<>(group, version, kind, plural, namespaced, Unstructured::new);
    }

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code pods} or {@code deployments.apps}. */
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** {@code /api/v1/namespaces/default/pods}, or without the namespace where it is empty or the resource has none. */
    public String path(String namespace) {
        String prefix = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return namespaced && !namespace.isEmpty()
                ? prefix + "/namespaces/" + namespace + "/" + plural
                : prefix + "/" + plural;
    }

    public String path(ObjectKey key) {
        return path(key.namespace()) + "/" + key.name();
    }

    /** Equal by names; the view function does not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceType<?> that
                && group.equals(that.group)
                && version.equals(that.version)
                && plural.equals(that.plural);
    }

    @Override
    public int hashCode() {
        return (group.hashCode() * 31 + version.hashCode()) * 31 + plural.hashCode();
    }

    @Override
    public String toString() {
        return apiVersion() + "/" + plural;
    }
}
