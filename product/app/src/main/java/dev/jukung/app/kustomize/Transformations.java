package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The transformations that need no more than a value and the fields it goes to. */
final class Transformations {
    private static final Set<String> NEVER_AFFIXED = Set.of("CustomResourceDefinition", "Namespace");

    private static final List<FieldSpec> NAMESPACES = List.of(
            FieldSpec.ofGroup("apiregistration.k8s.io", "APIService", "spec/service/namespace")
                    .creating(),
            FieldSpec.ofGroup(
                    "apiextensions.k8s.io",
                    "CustomResourceDefinition",
                    "spec/conversion/webhook/clientConfig/service/namespace"));

    private static final FieldSpec SUBJECTS = FieldSpec.of("", "subjects");

    private static final List<FieldSpec> ANNOTATIONS = Stream.of(
                    FieldSpec.of("", "metadata/annotations"),
                    FieldSpec.of("ReplicationController", "spec/template/metadata/annotations")
                            .inVersion("v1"),
                    FieldSpec.of("Deployment", "spec/template/metadata/annotations"),
                    FieldSpec.of("ReplicaSet", "spec/template/metadata/annotations"),
                    FieldSpec.of("DaemonSet", "spec/template/metadata/annotations"),
                    FieldSpec.of("StatefulSet", "spec/template/metadata/annotations"),
                    FieldSpec.ofGroup("batch", "Job", "spec/template/metadata/annotations"),
                    FieldSpec.ofGroup("batch", "CronJob", "spec/jobTemplate/metadata/annotations"),
                    FieldSpec.ofGroup("batch", "CronJob", "spec/jobTemplate/spec/template/metadata/annotations"))
            .map(FieldSpec::creating)
            .toList();

    private static final List<FieldSpec> REPLICAS = Stream.of(
                    "Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
            .map(kind -> FieldSpec.of(kind, "spec/replicas").creating())
            .toList();

    private static final Supplier<Object> EMPTY_TEXT = () -> "";

    private Transformations() {}

    /** Moves all namespaced resources, and renames a Namespace among them. */
    static void namespace(String namespace, Resources resources) {
        if (namespace.isEmpty()) {
            return;
        }
        for (Resource resource : resources.all()) {
            resource.rememberId();
            ResourceId.Kind kind = resource.kind();
            if (!kind.clusterScoped()) {
                resource.change(tree -> tree.withAt(namespace, "metadata", "namespace"));
            }
            if (kind.name().equals("Namespace") && kind.group().isEmpty()) {
                resource.change(tree -> tree.withAt(namespace, "metadata", "name"));
            }
            if (kind.name().equals("RoleBinding") || kind.name().equals("ClusterRoleBinding")) {
                SUBJECTS.change(resource, EMPTY_TEXT, subjects -> defaultSubjectsIn(namespace, subjects));
            }
            NAMESPACES.forEach(spec -> spec.change(resource, EMPTY_TEXT, _ -> namespace));
        }
        resources.checkIds("namespace transformation");
    }

    /** The ServiceAccount called default is the one of the namespace; others may be anywhere. */
    private static Object defaultSubjectsIn(String namespace, Object subjects) {
        UnaryOperator<Object> moved = subject ->
                subject instanceof ObjectValue object && object.text("name", "").equals("default")
                        ? object.with("namespace", namespace)
                        : subject;
        return subjects instanceof List<?> list
                ? dev.jukung.value.ListValue.copyOf(
                        list.stream().map(item -> moved.apply((Object) item)).toList())
                : subjects;
    }

    static void prefix(String prefix, Resources resources) {
        if (!prefix.isEmpty()) {
            affixed(resources).forEach(resource -> resource.prefix(prefix));
            resources.checkIds("namePrefix");
        }
    }

    static void suffix(String suffix, Resources resources) {
        if (!suffix.isEmpty()) {
            affixed(resources).forEach(resource -> resource.suffix(suffix));
            resources.checkIds("nameSuffix");
        }
    }

    private static List<Resource> affixed(Resources resources) {
        return resources.all().stream()
                .filter(resource -> {
                    ResourceId.Kind kind = resource.originalId().kind();
                    return !NEVER_AFFIXED.contains(kind.name())
                            && !(kind.name().equals("APIService")
                                    && kind.group().equals("apiregistration.k8s.io"));
                })
                .toList();
    }

    static void annotations(ObjectValue annotations, Resources resources) {
        set(annotations, ANNOTATIONS, resources);
    }

    /** Sets every key of {@code pairs} in the objects that {@code fields} name. */
    static void set(ObjectValue pairs, List<FieldSpec> fields, Resources resources) {
        if (pairs.isEmpty()) {
            return;
        }
        for (Resource resource : resources.all()) {
            for (FieldSpec field : fields) {
                field.change(
                        resource,
                        () -> ObjectValue.EMPTY,
                        value -> value instanceof ObjectValue object ? Trees.merged(object, pairs) : value);
            }
        }
    }

    /** @param replica {@code {name, count}}; the name may be the one before any change */
    static void replicas(ObjectValue replica, Resources resources) {
        String name = replica.text("name", "");
        Object count = Optional.ofNullable(replica.get("count")).orElse(0L);
        boolean found = false;
        for (FieldSpec field : REPLICAS) {
            for (Resource resource : resources.all()) {
                if (Stream.concat(Stream.of(resource.id()), resource.previousIds().stream())
                        .anyMatch(id -> id.name().equals(name) && field.selects(id.kind()))) {
                    field.change(resource, () -> 0L, _ -> count);
                    found = true;
                }
            }
        }
        if (!found) {
            throw new KustomizeException("resource with name " + name
                    + " does not match a config with the following GVK [Deployment ReplicationController ReplicaSet"
                    + " StatefulSet]");
        }
    }
}
