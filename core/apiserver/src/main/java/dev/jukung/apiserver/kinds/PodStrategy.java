package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of Pods (k8s.io/kubernetes/pkg/registry/core/pod). */
final class PodStrategy implements Strategy {
    private static final long DEFAULT_GRACE_SECONDS = 30;
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue pod) {
        ObjectValue spec = PodSpecRules.hostPorts(PodSpecRules.defaults(pod.object("spec")));
        if (spec.integer("terminationGracePeriodSeconds", DEFAULT_GRACE_SECONDS) < 0) {
            spec = spec.with("terminationGracePeriodSeconds", 1L); // of Pods only: templates keep what they say
        }
        return pod.with("spec", spec.has("enableServiceLinks") ? spec : spec.with("enableServiceLinks", true));
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue pod, Context context) {
        ObjectValue status = ObjectValue.of("phase", "Pending", "qosClass", QualityOfService.of(pod.object("spec")));
        if (!pod.object("spec").list("schedulingGates").isEmpty()) {
            status = status.with(
                    "conditions",
                    ListValue.of(ObjectValue.of(
                            "type", "PodScheduled",
                            "status", "False",
                            "reason", "SchedulingGated",
                            "message", "Scheduling is blocked due to non-empty scheduling gates")));
        }
        return pod.with("status", status);
    }

    @Override
    public ObjectValue prepareForStatusUpdate(ObjectValue pod, ObjectValue old, Context context) {
        // The quality of service follows from the spec, so whoever writes the status cannot change or lose it.
        ObjectValue status = pod.object("status");
        return pod.with(
                "status",
                status.has("qosClass") ? status : status.with("qosClass", QualityOfService.of(pod.object("spec"))));
    }

    @Override
    public void validate(ObjectValue pod, FieldErrors errors) {
        PodSpecRules.validate(pod.object("spec"), SPEC, errors);
    }

    @Override
    public void validateUpdate(ObjectValue pod, ObjectValue old, FieldErrors errors) {
        validate(pod, errors);
        ObjectValue expected = old.object("spec");
        ObjectValue given = pod.object("spec");
        boolean sameContainers =
                given.list("containers").size() == expected.list("containers").size();
        if (sameContainers && expected.has("activeDeadlineSeconds")) {
            deadline(new Checked(given, SPEC, errors), expected.integer("activeDeadlineSeconds", 0));
        }
        if (!withoutMutable(given).equals(withoutMutable(expected))) {
            errors.add(FieldError.forbidden(
                    SPEC,
                    "pod updates may not change fields other than"
                            + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                            + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to"
                            + " be set to 1 if it was previously negative)"));
            return;
        }
        tolerations(given.list("tolerations"), expected.list("tolerations"), errors);
        gates(given, expected, errors);
    }

    @Override
    public void validatePartUpdate(String subresource, ObjectValue pod, ObjectValue old, FieldErrors errors) {
        validate(pod, errors);
        switch (subresource) {
            case "resize" -> PodPartRules.resize(pod, old, errors);
            case "ephemeralcontainers" -> PodPartRules.ephemeralContainers(pod, old, errors);
            default -> validateUpdate(pod, old, errors);
        }
    }

    private static void deadline(Checked spec, long before) {
        if (!spec.has("activeDeadlineSeconds")) {
            spec.errors()
                    .add(FieldError.invalid(
                            SPEC.child("activeDeadlineSeconds"),
                            NullValue.NULL,
                            "must not update from a positive integer to nil value"));
        } else if (spec.number("activeDeadlineSeconds") > before) {
            spec.invalidNumber("activeDeadlineSeconds", "must be less than or equal to previous value");
        }
    }

    private static ObjectValue withoutMutable(ObjectValue spec) {
        ObjectValue result = spec;
        for (String list : List.of("containers", "initContainers")) {
            result = PodSpecRules.mapped(result, list, container -> container.without("image"));
        }
        for (String field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
            result = result.without(field);
        }
        return result;
    }

    private static void tolerations(ListValue given, ListValue old, FieldErrors errors) {
        for (ObjectValue toleration : old.objects()) {
            boolean kept = given.objects().stream()
                    .anyMatch(candidate ->
                            candidate.without("tolerationSeconds").equals(toleration.without("tolerationSeconds")));
            if (!kept) {
                errors.add(FieldError.forbidden(
                        SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds"));
                return;
            }
        }
    }

    private static void gates(ObjectValue given, ObjectValue old, FieldErrors errors) {
        for (Object gate : given.list("schedulingGates")) {
            if (!old.list("schedulingGates").contains(gate)) {
                errors.add(FieldError.forbidden(
                        SPEC.child("schedulingGates"),
                        "only deletion is allowed, but found new scheduling gate '"
                                + ((ObjectValue) gate).text("name", "") + "'"));
            }
        }
    }

    @Override
    public long gracePeriod(ObjectValue pod, long requested) {
        ObjectValue spec = pod.object("spec");
        if (spec.text("nodeName", "").isEmpty()) {
            return 0; // nobody runs it, so there is nobody to wait for
        }
        String phase = pod.object("status").text("phase", "");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        long grace = requested >= 0 ? requested : spec.integer("terminationGracePeriodSeconds", DEFAULT_GRACE_SECONDS);
        return Math.max(0, grace);
    }
}
