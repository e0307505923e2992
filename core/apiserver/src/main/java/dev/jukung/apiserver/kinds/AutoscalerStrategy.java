package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The rules of HorizontalPodAutoscalers. */
final class AutoscalerStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long DEFAULT_CPU_PERCENT = 80;
    /** What version 1 has no field for. */
    private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";

    @Override
    public ObjectValue defaults(ObjectValue autoscaler) {
        ObjectValue spec = autoscaler.object("spec");
        ObjectValue result = spec.has("minReplicas") ? spec : spec.with("minReplicas", 1L);
        boolean otherMetrics =
                autoscaler.object("metadata").object("annotations").has(METRICS);
        boolean v1 = autoscaler.text("apiVersion", "").equals("autoscaling/v1");
        if (v1 && !otherMetrics && !spec.has("targetCPUUtilizationPercentage")) {
            result = result.with("targetCPUUtilizationPercentage", DEFAULT_CPU_PERCENT);
        }
        boolean v2 = autoscaler.text("apiVersion", "").equals("autoscaling/v2");
        if (v2 && spec.list("metrics").isEmpty()) {
            ObjectValue target = ObjectValue.of("type", "Utilization", "averageUtilization", DEFAULT_CPU_PERCENT);
            ObjectValue cpu = ObjectValue.of("name", "cpu", "target", target);
            result = result.with("metrics", ListValue.of(ObjectValue.of("type", "Resource", "resource", cpu)));
        }
        return autoscaler.with("spec", result);
    }

    @Override
    public void validate(ObjectValue autoscaler, FieldErrors errors) {
        validate(autoscaler, true, errors);
    }

    /** A target that stays may go on without a group. */
    @Override
    public void validateUpdate(ObjectValue autoscaler, ObjectValue old, FieldErrors errors) {
        validate(autoscaler, !type(autoscaler).equals(type(old)), errors);
    }

    private static ObjectValue type(ObjectValue autoscaler) {
        return autoscaler.object("spec").object("scaleTargetRef").without("name");
    }

    private static void validate(ObjectValue autoscaler, boolean newTarget, FieldErrors errors) {
        ObjectValue spec = autoscaler.object("spec");
        long min = spec.integer("minReplicas", 1);
        long max = spec.integer("maxReplicas", 0);
        if (min < 1) {
            errors.add(FieldError.invalid(SPEC.child("minReplicas"), min, "must be greater than or equal to 1"));
        }
        if (max == 0) {
            errors.add(FieldError.required(SPEC.child("maxReplicas"), "must be set and greater than 0"));
        } else if (max < 0) {
            errors.add(FieldError.invalid(SPEC.child("maxReplicas"), max, "must be greater than or equal to 1"));
        }
        if (max < min) {
            errors.add(FieldError.invalid(
                    SPEC.child("maxReplicas"), max, "must be greater than or equal to `minReplicas`"));
        }
        Checked target = new Checked(spec, SPEC, errors).in("scaleTargetRef");
        for (String field : List.of("kind", "name")) {
            if (target.text(field).isEmpty()) {
                target.required(field, "");
            } else {
                target.problems(field, NameRule.PATH_SEGMENT.problems(target.text(field), false));
            }
        }
        String version = target.text("apiVersion");
        boolean core = target.text("kind").equals("ReplicationController");
        if (newTarget && version.indexOf('/') < 0 && !core) {
            errors.add(FieldError.invalid(
                    target.path().child("apiVersion"), version, "apiVersion must specify API group"));
        }
    }
}
