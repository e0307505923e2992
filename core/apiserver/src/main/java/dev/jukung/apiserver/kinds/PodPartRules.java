package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What may change in a Pod through {@code resize} and {@code ephemeralcontainers}. Pure functions. */
final class PodPartRules {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final List<String> AMOUNTS = List.of("requests", "limits");
    private static final Set<String> MUTABLE = Set.of("cpu", "memory");

    private PodPartRules() {}

    /** Ephemeral containers may be added, never changed or removed. */
    static void ephemeralContainers(ObjectValue pod, ObjectValue old, FieldErrors errors) {
        if (isStatic(old)) {
            errors.add(FieldError.forbidden(FieldPath.ROOT, "static pods do not support ephemeral containers"));
            return;
        }
        List<ObjectValue> now = pod.object("spec").list("ephemeralContainers").objects();
        for (ObjectValue container :
                old.object("spec").list("ephemeralContainers").objects()) {
            String name = container.text("name", "");
            boolean known = now.stream().anyMatch(each -> each.text("name", "").equals(name));
            if (!now.contains(container)) {
                errors.add(FieldError.forbidden(
                        SPEC.child("ephemeralContainers"),
                        "existing ephemeral containers \"" + name + "\" may not be " + (known ? "changed" : "removed")
                                + "\n"));
            }
        }
    }

    static void resize(ObjectValue pod, ObjectValue old, FieldErrors errors) {
        if (isStatic(old)) {
            errors.add(FieldError.forbidden(FieldPath.ROOT, "static pods cannot be resized"));
            return;
        }
        if (old.object("spec").object("os").text("name", "").equals("windows")) {
            errors.add(FieldError.forbidden(FieldPath.ROOT, "windows pods cannot be resized"));
            return;
        }
        String quality = old.object("status").text("qosClass", QualityOfService.of(old.object("spec")));
        if (!quality.equals(QualityOfService.of(pod.object("spec")))) {
            errors.add(FieldError.invalid(SPEC, quality, "Pod QOS Class may not change as a result of resizing"));
        }
        boolean cannot = old.object("status").list("containerStatuses").objects().stream()
                .filter(status -> status.object("state").has("running"))
                .limit(1)
                .anyMatch(status -> !status.has("resources"));
        if (cannot) {
            errors.add(FieldError.forbidden(SPEC, "Pod running on node without support for resize"));
        }
        for (String list : List.of("initContainers", "containers")) {
            List<ObjectValue> before = old.object("spec").list(list).objects();
            List<ObjectValue> after = pod.object("spec").list(list).objects();
            for (int i = 0; i < before.size(); i++) {
                resize(
                        before.get(i).object("resources"),
                        after.get(i).object("resources"),
                        SPEC.child(list).index(i),
                        errors);
            }
        }
    }

    private static void resize(ObjectValue before, ObjectValue after, FieldPath path, FieldErrors errors) {
        for (String which : AMOUNTS) {
            ObjectValue now = after.object(which);
            ObjectValue known = before.object(which);
            boolean removed = IntStream.range(0, known.size()).anyMatch(each -> !now.has(known.keyAt(each)));
            if (removed) {
                errors.add(FieldError.forbidden(
                        path.child("resources").child(which), "resource " + which + " cannot be removed"));
            }
        }
        if (!immutable(before).equals(immutable(after))) {
            boolean init = path.toString().startsWith("spec.initContainers");
            errors.add(
                    init
                            ? FieldError.forbidden(
                                    path, "only cpu and memory resources for init or sidecar containers are mutable")
                            : FieldError.forbidden(SPEC, "only cpu and memory resources are mutable"));
        }
    }

    private static ObjectValue immutable(ObjectValue resources) {
        ObjectValue rest = resources;
        for (String which : AMOUNTS) {
            ObjectValue amounts = resources.object(which);
            for (String name : MUTABLE) {
                amounts = amounts.without(name);
            }
            rest = amounts.isEmpty() ? rest.without(which) : rest.with(which, amounts);
        }
        return rest;
    }

    private static boolean isStatic(ObjectValue pod) {
        return pod.object("metadata").object("annotations").has(MIRROR);
    }
}
