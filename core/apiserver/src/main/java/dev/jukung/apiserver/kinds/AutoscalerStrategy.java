package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The rules of HorizontalPodAutoscalers. */
final class AutoscalerStrategy implements Strategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long DEFAULT_CPU_PERCENT = 80;
    private static final long POLICY_SECONDS = 15;
    private static final ObjectValue SCALE_UP = ObjectValue.of(
            "stabilizationWindowSeconds",
            0L,
            "selectPolicy",
            "Max",
            "policies",
            ListValue.of(policy("Pods", 4), policy("Percent", 100)));
    private static final ObjectValue SCALE_DOWN =
            ObjectValue.of("selectPolicy", "Max", "policies", ListValue.of(policy("Percent", 100)));
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
        if (result.get("behavior") instanceof ObjectValue behavior) {
            result = result.with(
                    "behavior",
                    behavior.with("scaleUp", completed(behavior.object("scaleUp"), SCALE_UP))
                            .with("scaleDown", completed(behavior.object("scaleDown"), SCALE_DOWN)));
        }
        return autoscaler.with("spec", result);
    }

    private static ObjectValue completed(ObjectValue given, ObjectValue defaults) {
        ObjectValue result = given;
        for (int i = 0; i < defaults.size(); i++) {
            if (!result.has(defaults.keyAt(i))) {
                result = result.with(defaults.keyAt(i), defaults.valueAt(i));
            }
        }
        return result;
    }

    private static ObjectValue policy(String type, long value) {
        return ObjectValue.of("type", type, "value", value, "periodSeconds", POLICY_SECONDS);
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
        boolean core = target.text("kind").equals("ReplicationController");
        AutoscalerRules.target(target, newTarget && !core);
        Checked measured = new Checked(measured(autoscaler), SPEC, errors);
        AutoscalerRules.metrics(measured);
        AutoscalerRules.behavior(measured);
    }

    /** The spec as version 2 has it, which all rules are about. */
    private static ObjectValue measured(ObjectValue autoscaler) {
        boolean v1 = autoscaler.text("apiVersion", "").equals("autoscaling/v1");
        return (v1 ? AutoscalerConversion.V1.toStored(autoscaler) : autoscaler).object("spec");
    }

    /** The rules say all, in Kubernetes' words and order. */
    @Override
    public boolean checkedBySchema() {
        return false;
    }
}
