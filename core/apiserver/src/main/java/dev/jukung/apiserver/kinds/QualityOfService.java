package dev.jukung.apiserver.kinds;

import dev.jukung.model.Quantity;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** The quality of service class that follows from a Pod's requests and limits (k8s.io/kubernetes/pkg/apis/core/v1/helper/qos). */
final class QualityOfService {
    private static final List<String> COMPUTE = List.of("cpu", "memory");

    private QualityOfService() {}

    static String of(ObjectValue spec) {
        List<ObjectValue> resources = new ArrayList<>();
        spec.list("containers").objects().forEach(container -> resources.add(container.object("resources")));
        spec.list("initContainers").objects().forEach(container -> resources.add(container.object("resources")));
        boolean any = false;
        boolean guaranteed = true;
        for (ObjectValue each : resources) {
            for (String resource : COMPUTE) {
                Quantity request = Quantity.fromValue(each.object("requests").text(resource, "0"));
                Quantity limit = Quantity.fromValue(each.object("limits").text(resource, "0"));
                any |= request.amount().signum() > 0 || limit.amount().signum() > 0;
                guaranteed &= limit.amount().signum() > 0 && request.equals(limit);
            }
        }
        if (!any) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }
}
