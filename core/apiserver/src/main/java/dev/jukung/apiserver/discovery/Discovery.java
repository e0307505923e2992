package dev.jukung.apiserver.discovery;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.model.ResourceType;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The discovery documents, legacy and aggregated, made from the kinds that are served now. Thread-safe. */
public final class Discovery {
    private final Kinds kinds;
    private final Supplier<List<RemoteVersion>> remote;
    private final String address;

    /**
     * @param remote what other servers answer for
     * @param address host and port that clients are told
     */
    public Discovery(Kinds kinds, Supplier<List<RemoteVersion>> remote, String address) {
        this.kinds = kinds;
        this.remote = remote;
        this.address = address;
    }

    /** Host and port that clients are told. */
    public String address() {
        return address;
    }

    /** Whether the group has kinds that are built in: its paths are ours then, whatever their version. */
    public boolean isBuiltIn(String group) {
        return kinds.isBuiltIn(group);
    }

    /** {@code /api}. */
    public ObjectValue coreVersions() {
        ObjectValue server = ObjectValue.of("clientCIDR", "0.0.0.0/0", "serverAddress", address);
        return ObjectValue.of(
                "kind", "APIVersions",
                "versions", ListValue.of("v1"),
                "serverAddressByClientCIDRs", ListValue.of(server));
    }

    /** {@code /apis}. */
    public ObjectValue groups() {
        List<ObjectValue> groups = versionsByGroup().entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .toList();
        return ObjectValue.of("kind", "APIGroupList", "apiVersion", "v1", "groups", ListValue.copyOf(groups));
    }

    /** {@code /apis/GROUP}. */
    public Optional<ObjectValue> group(String name) {
        return Optional.ofNullable(versionsByGroup().get(name))
                .filter(_ -> !name.isEmpty())
                .map(versions -> {
                    ObjectValue.Builder typed =
                            ObjectValue.builder().set("kind", "APIGroup").set("apiVersion", "v1");
                    group(name, versions).forEach(typed::set);
                    return typed.build();
                });
    }

    private static ObjectValue group(String name, List<String> versions) {
        List<ObjectValue> shown = versions.stream()
                .map(version -> ObjectValue.of("groupVersion", name + "/" + version, "version", version))
                .toList();
        return ObjectValue.of("name", name, "versions", ListValue.copyOf(shown), "preferredVersion", shown.getFirst());
    }

    /** All versions, the preferred one first; the groups in the order of their priorities. */
    private Map<String, List<String>> versionsByGroup() {
        return versionsByGroup(remote.get());
    }

    private Map<String, List<String>> versionsByGroup(List<RemoteVersion> others) {
        Map<String, Long> groups = new TreeMap<>();
        Map<String, Map<String, Long>> versions = new TreeMap<>();
        for (Kind kind : kinds.all()) {
            String group = kind.type().group();
            String version = kind.type().version();
            groups.put(group, Priorities.ofGroup(group));
            versions.computeIfAbsent(group, _ -> new TreeMap<>()).put(version, Priorities.ofVersion(group, version));
        }
        for (RemoteVersion other : others) {
            groups.merge(other.group(), other.groupPriority(), Math::max);
            versions.computeIfAbsent(other.group(), _ -> new TreeMap<>()).put(other.version(), other.versionPriority());
        }
        Map<String, List<String>> sorted = new LinkedHashMap<>();
        groups.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(group -> sorted.put(group.getKey(), sorted(versions.getOrDefault(group.getKey(), Map.of()))));
        return sorted;
    }

    private static List<String> sorted(Map<String, Long> versions) {
        return versions.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(VersionOrder.NEWEST_FIRST)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
    public Optional<ObjectValue> resources(String group, String version) {
        List<Kind> served = sorted(kinds.in(group, version));
        if (served.isEmpty()) {
            return Optional.empty();
        }
        List<ObjectValue> resources = new ArrayList<>();
        for (Kind kind : served) {
            resources.add(resource(kind));
            subresources(kind).forEach((name, subresource) -> resources.add(subresource(kind, name, subresource)));
        }
        ObjectValue document = ObjectValue.of("kind", "APIResourceList");
        document = group.isEmpty() ? document : document.with("apiVersion", "v1");
        return Optional.of(document.with("groupVersion", group.isEmpty() ? version : group + "/" + version)
                .with("resources", ListValue.copyOf(resources)));
    }

    private static List<Kind> sorted(List<Kind> served) {
        return served.stream()
                .sorted(Comparator.comparing(kind -> kind.type().plural()))
                .toList();
    }

    private static Map<String, Subresource> subresources(Kind kind) {
        return kind.isCustom() ? kind.subresources() : new TreeMap<>(kind.subresources());
    }

    private static ObjectValue resource(Kind kind) {
        ResourceType<?> type = kind.type();
        ObjectValue resource = ObjectValue.of(
                "name", type.plural(),
                "singularName", kind.singular(),
                "namespaced", type.namespaced(),
                "kind", type.kind(),
                "verbs", ListValue.copyOf(kind.verbs()));
        if (!kind.shortNames().isEmpty()) {
            resource = resource.with("shortNames", ListValue.copyOf(kind.shortNames()));
        }
        if (!kind.categories().isEmpty()) {
            resource = resource.with("categories", ListValue.copyOf(kind.categories()));
        }
        return kind.allows("watch") ? resource.with("storageVersionHash", StorageVersionHash.of(type)) : resource;
    }

    private static ObjectValue subresource(Kind kind, String name, Subresource subresource) {
        Subresource.GroupVersionKind shown = subresource.kind();
        boolean own = shown.kind().isEmpty();
        ObjectValue resource = ObjectValue.of(
                "name",
                kind.type().plural() + "/" + name,
                "singularName",
                "",
                "namespaced",
                kind.type().namespaced());
        if (!own && !shown.group().isEmpty()) {
            resource = resource.with("group", shown.group());
        }
        if (!own
                && (!shown.group().isEmpty()
                        || !shown.version().equals(kind.type().version()))) {
            resource = resource.with("version", shown.version());
        }
        return resource.with("kind", own ? kind.type().kind() : shown.kind())
                .with("verbs", ListValue.copyOf(subresource.verbs()));
    }

    /** {@code apidiscovery.k8s.io/v2 APIGroupDiscoveryList}: of the core group, or of all others. */
    public ObjectValue aggregated(boolean core) {
        List<RemoteVersion> others = remote.get();
        List<ObjectValue> groups = versionsByGroup(others).entrySet().stream()
                .filter(entry -> entry.getKey().isEmpty() == core)
                .map(entry -> aggregatedGroup(entry.getKey(), entry.getValue(), others))
                .toList();
        return ObjectValue.of(
                "kind",
                "APIGroupDiscoveryList",
                "apiVersion",
                "apidiscovery.k8s.io/v2",
                "metadata",
                ObjectValue.EMPTY,
                "items",
                ListValue.copyOf(groups));
    }

    private ObjectValue aggregatedGroup(String group, List<String> versions, List<RemoteVersion> others) {
        List<ObjectValue> shown = versions.stream()
                .map(version -> aggregatedVersion(group, version, others))
                .toList();
        return ObjectValue.of(
                "metadata",
                group.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("name", group),
                "versions",
                ListValue.copyOf(shown));
    }

    private ObjectValue aggregatedVersion(String group, String version, List<RemoteVersion> others) {
        for (RemoteVersion other : others) {
            if (other.group().equals(group) && other.version().equals(version)) {
                return ObjectValue.of(
                        "version",
                        version,
                        "resources",
                        RemoteResources.aggregated(other),
                        "freshness",
                        other.current() ? "Current" : "Stale");
            }
        }
        List<ObjectValue> resources = sorted(kinds.in(group, version)).stream()
                .map(Discovery::aggregatedResource)
                .toList();
        return ObjectValue.of("version", version, "resources", ListValue.copyOf(resources), "freshness", "Current");
    }

    private static ObjectValue aggregatedResource(Kind kind) {
        ResourceType<?> type = kind.type();
        ObjectValue resource = ObjectValue.of(
                "resource", type.plural(),
                "responseKind", responseKind(kind),
                "scope", type.namespaced() ? "Namespaced" : "Cluster",
                "singularResource", kind.singular(),
                "verbs", ListValue.copyOf(kind.verbs()));
        if (!kind.shortNames().isEmpty()) {
            resource = resource.with("shortNames", ListValue.copyOf(kind.shortNames()));
        }
        if (!kind.categories().isEmpty()) {
            resource = resource.with("categories", ListValue.copyOf(kind.categories()));
        }
        List<ObjectValue> subresources = new ArrayList<>();
        subresources(kind).forEach((name, subresource) -> {
            Subresource.GroupVersionKind shown = subresource.kind();
            ObjectValue response = shown.kind().isEmpty()
                    ? responseKind(kind)
                    : shown.group().isEmpty() && !kind.isCustom()
                            ? responseKind("", "", shown.kind())
                            : responseKind(shown.group(), shown.version(), shown.kind());
            subresources.add(ObjectValue.of(
                    "subresource", name, "responseKind", response, "verbs", ListValue.copyOf(subresource.verbs())));
        });
        return subresources.isEmpty() ? resource : resource.with("subresources", ListValue.copyOf(subresources));
    }

    /** Kubernetes leaves out the group of built-in kinds; clients take that of the document then. */
    private static ObjectValue responseKind(Kind kind) {
        ResourceType<?> type = kind.type();
        return kind.isCustom()
                ? responseKind(type.group(), type.version(), type.kind())
                : responseKind("", "", type.kind());
    }

    private static ObjectValue responseKind(String group, String version, String kind) {
        return ObjectValue.of("group", group, "version", version, "kind", kind);
    }
}
