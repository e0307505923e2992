package dev.jukung.app.client;

import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the server serves, and by which names; in the server's order, which says who wins when a name is used twice. Immutable. */
final class Catalog {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final List<ApiResource> resources;

    private Catalog(List<ApiResource> resources) {
        this.resources = List.copyOf(resources);
    }

    static Catalog read(Rest rest) throws InterruptedException {
        List<ApiResource> resources = new ArrayList<>();
        for (String root : List.of("/api", "/apis")) {
            ObjectValue answer = rest.get(root, AGGREGATED);
            if (!answer.text("kind", "").equals("APIGroupDiscoveryList")) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "the server at " + root
                                + " does not serve aggregated discovery (Kubernetes 1.30 and later do)");
            }
            for (ObjectValue group : answer.list("items").objects()) {
                addGroup(resources, group);
            }
        }
        return new Catalog(resources);
    }

    private static void addGroup(List<ApiResource> resources, ObjectValue group) {
        String name = group.object("metadata").text("name", "");
        boolean preferred = true;
        for (ObjectValue version : group.list("versions").objects()) {
            for (ObjectValue resource : version.list("resources").objects()) {
                resources.add(resource(name, version.text("version", ""), resource, preferred));
            }
            preferred = false;
        }
    }

    private static ApiResource resource(String group, String version, ObjectValue resource, boolean preferred) {
        String kind = resource.object("responseKind").text("kind", "");
        return new ApiResource(
                ResourceType.dynamic(
                        group,
                        version,
                        kind,
                        resource.text("resource", ""),
                        resource.text("scope", "").equals("Namespaced")),
                resource.text("singularResource", ""),
                resource.list("shortNames").texts(),
                resource.list("categories").texts(),
                resource.list("verbs").texts(),
                preferred);
    }

    Optional<ApiResource> ofKind(String apiVersion, String kind) {
        return resources.stream()
                .filter(resource -> resource.type().apiVersion().equals(apiVersion)
                        && resource.type().kind().equals(kind))
                .findFirst();
    }

    /** What a word of the command line stands for: one resource, or all of a category. */
    List<ApiResource> named(String word) {
        String name = word.toLowerCase(Locale.ROOT);
        List<ApiResource> category = resources.stream()
                .filter(resource ->
                        resource.preferred() && resource.categories().contains(name))
                .filter(resource -> resource.verbs().contains("list"))
                .toList();
        return category.isEmpty() ? List.of(one(word)) : category;
    }

    /** @throws CommandException in kubectl's words when nothing has that name */
    ApiResource one(String word) {
        String name = word.toLowerCase(Locale.ROOT);
        return find(name, "", "")
                .or(() -> qualified(name))
                .orElseThrow(() -> new CommandException(
                        ExitCode.NOT_FOUND, "the server doesn't have a resource type \"" + word + "\""));
    }

    /** {@code deployments.apps} or {@code deployments.v1.apps}. */
    private Optional<ApiResource> qualified(String name) {
        String[] parts = name.split("\\.", 3);
        if (parts.length == 1) {
            return Optional.empty();
        }
        Optional<ApiResource> withVersion =
                parts.length == 3 ? find(parts[0], parts[1], parts[2]) : find(parts[0], parts[1], "");
        return withVersion.or(() -> find(parts[0], "", name.substring(parts[0].length() + 1)));
    }

    private Optional<ApiResource> find(String name, String version, String group) {
        return resources.stream()
                .filter(resource -> resource.hasName(name))
                .filter(resource -> version.isEmpty()
                        ? resource.preferred()
                        : resource.type().version().equals(version))
                .filter(resource -> (group.isEmpty() && version.isEmpty())
                        || resource.type().group().equals(group))
                .findFirst();
    }
}
