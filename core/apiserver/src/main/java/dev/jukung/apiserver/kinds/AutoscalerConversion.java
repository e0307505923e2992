package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Kind.Conversion;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code autoscaling/v1 HorizontalPodAutoscaler}, stored as v2: the CPU target is a field in one and a metric in the
 * other; the metrics that v1 has no field for travel in an annotation.
 */
final class AutoscalerConversion {
    static final Conversion V1 = Conversion.of(AutoscalerConversion::toV2, AutoscalerConversion::toV1);
    private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";

    private AutoscalerConversion() {}

    private static ObjectValue toV2(ObjectValue v1) {
        ObjectValue spec = v1.object("spec");
        List<Object> metrics = new ArrayList<>();
        Object kept = v1.object("metadata").object("annotations").get(METRICS);
        if (kept instanceof String text && Json.parse(text) instanceof ListValue list) {
            metrics.addAll(list);
        }
        if (spec.get("targetCPUUtilizationPercentage") instanceof Long percent) {
            ObjectValue target = ObjectValue.of("type", "Utilization", "averageUtilization", percent);
            metrics.addFirst(
                    ObjectValue.of("type", "Resource", "resource", ObjectValue.of("name", "cpu", "target", target)));
        }
        ObjectValue converted = spec.without("targetCPUUtilizationPercentage");
        ObjectValue result = v1.with("apiVersion", "autoscaling/v2")
                .with("spec", metrics.isEmpty() ? converted : converted.with("metrics", ListValue.copyOf(metrics)));
        ObjectValue annotations = v1.object("metadata").object("annotations").without(METRICS);
        return kept == null ? result : result.withAt(annotations, "metadata", "annotations");
    }

    private static ObjectValue toV1(ObjectValue v2) {
        ObjectValue spec = v2.object("spec");
        ObjectValue result = v2.with("apiVersion", "autoscaling/v1");
        List<Object> others = new ArrayList<>();
        ObjectValue converted = spec.without("metrics").without("behavior");
        for (ObjectValue metric : spec.list("metrics").objects()) {
            ObjectValue target = metric.object("resource").object("target");
            boolean cpu = metric.object("resource").text("name", "").equals("cpu") && target.has("averageUtilization");
            if (cpu && !converted.has("targetCPUUtilizationPercentage")) {
                converted = converted.with("targetCPUUtilizationPercentage", target.integer("averageUtilization", 0));
            } else {
                others.add(metric);
            }
        }
        result = result.with("spec", converted);
        if (v2.has("status")) {
            result = result.with(
                    "status", v2.object("status").without("conditions").without("currentMetrics"));
        }
        return others.isEmpty()
                ? result
                : result.withAt(Json.write(ListValue.copyOf(others)), "metadata", "annotations", METRICS);
    }
}
