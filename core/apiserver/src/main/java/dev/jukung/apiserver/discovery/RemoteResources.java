package dev.jukung.apiserver.discovery;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** The resources of an {@code APIResourceList} in the form of aggregated discovery. Pure functions. */
final class RemoteResources {
    private RemoteResources() {}

    static ListValue aggregated(RemoteVersion remote) {
        List<ObjectValue> result = new ArrayList<>();
        for (ObjectValue resource : remote.resources()) {
            String name = resource.text("name", "");
            if (!name.contains("/")) {
                result.add(resource(remote, resource, name));
            }
        }
        return ListValue.copyOf(result);
    }

    private static ObjectValue resource(RemoteVersion remote, ObjectValue resource, String name) {
        ObjectValue shown = ObjectValue.of(
                "resource", name,
                "responseKind", kind(remote, resource),
                "scope", resource.flag("namespaced", false) ? "Namespaced" : "Cluster",
                "singularResource", resource.text("singularName", ""),
                "verbs", resource.list("verbs"));
        for (String list : List.of("shortNames", "categories")) {
            shown = resource.list(list).isEmpty() ? shown : shown.with(list, resource.list(list));
        }
        ListValue below = ListValue.EMPTY;
        for (ObjectValue other : remote.resources()) {
            String path = other.text("name", "");
            if (path.startsWith(name + "/")) {
                below = below.plus(ObjectValue.of(
                        "subresource", path.substring(name.length() + 1),
                        "responseKind", kind(remote, other),
                        "verbs", other.list("verbs")));
            }
        }
        return below.isEmpty() ? shown : shown.with("subresources", below);
    }

    private static ObjectValue kind(RemoteVersion remote, ObjectValue resource) {
        return ObjectValue.of(
                "group", resource.text("group", remote.group()),
                "version", resource.text("version", remote.version()),
                "kind", resource.text("kind", ""));
    }
}
