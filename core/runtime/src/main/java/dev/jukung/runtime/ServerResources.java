package dev.jukung.runtime;

import dev.jukung.model.ResourceType;
import dev.jukung.model.Unstructured;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an API server serves: every resource in one version, the one that its group prefers among those that have it.
 * Read from aggregated discovery. Immutable.
 *
 * @param failures why nothing is known of a version of a group, by its name: {@code metrics.k8s.io/v1beta1}
 */
public record ServerResources(List<Resource> preferred, SortedMap<String, String> failures) {
    private static final String KIND = "APIGroupDiscoveryList";

    /** One of them, with what can be done with it. */
    public record Resource(ResourceType<Unstructured> type, Set<String> verbs) {}

    public ServerResources {
        preferred = List.copyOf(preferred);
    }

    /**
     * @param core the answer of {@code /api}
     * @param groups the answer of {@code /apis}
     * @throws ApiException when the server does not know aggregated discovery
     */
    public static ServerResources of(ObjectValue core, ObjectValue groups) {
        SortedMap<String, String> failures = new TreeMap<>();
        List<Resource> resources = new ArrayList<>();
        for (ObjectValue document : List.of(core, groups)) {
            if (!document.text("kind", "").equals(KIND)) {
                throw new ApiException(
                        Reason.UNKNOWN,
                        "the server answered with " + document.text("kind", "") + " instead of " + KIND);
            }
            for (ObjectValue group : document.list("items").objects()) {
                resources.addAll(preferred(group, failures));
            }
        }
        return new ServerResources(resources, failures);
    }

    private static List<Resource> preferred(ObjectValue group, Map<String, String> failures) {
        String name = group.object("metadata").text("name", "");
        Map<String, Resource> byName = new LinkedHashMap<>();
        for (ObjectValue version : group.list("versions").objects()) {
            String versionName = version.text("version", "");
            if (version.text("freshness", "").equals("Stale")) {
                String both = name.isEmpty() ? versionName : name + "/" + versionName;
                failures.put(both, "stale GroupVersion discovery: " + both);
                continue;
            }
            for (ObjectValue resource : version.list("resources").objects()) {
                byName.putIfAbsent(resource.text("resource", ""), resource(name, versionName, resource));
            }
        }
        return List.copyOf(byName.values());
    }

    private static Resource resource(String group, String version, ObjectValue resource) {
        return new Resource(
                ResourceType.dynamic(
                        group,
                        version,
                        resource.object("responseKind").text("kind", ""),
                        resource.text("resource", ""),
                        resource.text("scope", "").equals("Namespaced")),
                Set.copyOf(resource.list("verbs").texts()));
    }

    /** Those with which all of that can be done, in the order of the server. */
    public List<ResourceType<Unstructured>> supporting(Set<String> verbs) {
        return preferred.stream()
                .filter(resource -> resource.verbs().containsAll(verbs))
                .map(Resource::type)
                .toList();
    }

    /** What failed in client-go's words; empty where nothing did. */
    public String failure() {
        return failures.isEmpty()
                ? ""
                : "unable to retrieve the complete list of server APIs: "
                        + failures.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .collect(Collectors.joining(", "));
    }
}
