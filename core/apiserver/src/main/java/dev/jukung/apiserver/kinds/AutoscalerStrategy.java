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

    @Override
    public ObjectValue defaults(ObjectValue autoscaler) {
        ObjectValue spec = autoscaler.object("spec");
        ObjectValue result = spec.has("minReplicas") ? spec : spec.with("minReplicas", 1L);
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
        ObjectValue spec = autoscaler.object("spec");
        long min = spec.integer("minReplicas", 1);
        long max = spec.integer("maxReplicas", 0);
        if (min < 1) {
            errors.add(FieldError.invalid(SPEC.child("minReplicas"), min, "must be greater than or equal to 1"));
        }
        if (max < 1) {
            errors.add(FieldError.invalid(SPEC.child("maxReplicas"), max, "must be greater than 0"));
        }
        if (max < min) {
            errors.add(FieldError.invalid(
                    SPEC.child("maxReplicas"), max, "must be greater than or equal to `minReplicas`"));
        }
        ObjectValue target = spec.object("scaleTargetRef");
        for (String field : new String[] {"kind", "name"}) {
            if (target.text(field, "").isEmpty()) {
                errors.add(FieldError.required(SPEC.child("scaleTargetRef").child(field), ""));
            }
        }
    }
}
