package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.Resources;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** LimitRanger: fills in the requests and limits that a namespace has defaults for, and holds its bounds. */
final class LimitRanger implements Admission {
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE) {
            return review.object();
        }
        ObjectValue pod = review.object();
        for (ObjectValue range : ranges(review)) {
            pod = withDefaults(range, pod);
        }
        return pod;
    }

    private static List<ObjectValue> ranges(Review review) {
        Kind kind = review.context().kinds().get(Resources.LIMITRANGES);
        return review.context().snapshot().list(kind.range(review.namespace())).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .toList();
    }

    private static ObjectValue withDefaults(ObjectValue range, ObjectValue pod) {
        ObjectValue limits = ObjectValue.EMPTY;
        ObjectValue requests = ObjectValue.EMPTY;
        for (ObjectValue limit : range.object("spec").list("limits").objects()) {
            if (limit.text("type", "").equals("Container")) {
                limits = limits.withAll(limit.object("default"));
                requests = requests.withAll(limit.object("defaultRequest"));
            }
        }
        List<String> told = new ArrayList<>();
        ObjectValue spec = pod.object("spec");
        for (String list : List.of("containers", "initContainers")) {
            ListValue containers = spec.list(list);
            String what = list.equals("containers") ? "container " : "init container ";
            for (int i = 0; i < containers.size(); i++) {
                ObjectValue container = (ObjectValue) containers.get(i);
                ObjectValue changed = completed(container, "requests", requests, " request for " + what, told);
                changed = completed(changed, "limits", limits, " limit for " + what, told);
                containers = containers.with(i, changed);
            }
            spec = containers.isEmpty() ? spec : spec.with(list, containers);
        }
        return told.isEmpty()
                ? pod
                : pod.with("spec", spec)
                        .withAt(
                                "LimitRanger plugin set: " + String.join("; ", told),
                                "metadata",
                                "annotations",
                                ANNOTATION);
    }

    private static ObjectValue completed(
            ObjectValue container, String which, ObjectValue defaults, String forWhat, List<String> told) {
        ObjectValue given = container.object("resources").object(which);
        Set<String> added = new TreeSet<>();
        for (int i = 0; i < defaults.size(); i++) {
            if (!given.has(defaults.keyAt(i))) {
                added.add(defaults.keyAt(i));
            }
        }
        if (added.isEmpty()) {
            return container;
        }
        told.add(String.join(", ", added) + forWhat + container.text("name", ""));
        return container.withAt(defaults.withAll(given), "resources", which);
    }

    @Override
    public void validate(Review review) {
        boolean pod = review.call().kind().qualifiedName().equals("pods");
        boolean claim = review.concerns("", "persistentvolumeclaims");
        boolean resized = pod && review.call().subresource().equals("resize");
        boolean written = review.operation() == Operation.CREATE
                ? review.call().subresource().isEmpty() && (pod || claim)
                : review.operation() == Operation.UPDATE && (resized || claim);
        if (!written || review.object().object("metadata").has("deletionTimestamp")) {
            return;
        }
        for (ObjectValue range : ranges(review)) {
            Set<String> broken = new LinkedHashSet<>();
            for (ObjectValue limit : range.object("spec").list("limits").objects()) {
                LimitBounds.check(limit, review.object(), pod, broken);
            }
            if (!broken.isEmpty()) {
                String all = String.join(", ", broken);
                throw Failures.forbidden(
                        review.call().kind(),
                        review.object().object("metadata").text("name", ""),
                        broken.size() == 1 ? all : "[" + all + "]");
            }
        }
    }
}
