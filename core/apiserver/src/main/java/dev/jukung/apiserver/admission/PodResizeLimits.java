package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.quota.PodResources;
import dev.jukung.model.quota.ResourceAmounts;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** PodResizeValidator: a Pod does not grow beyond what its node could ever give it. */
final class PodResizeLimits implements Admission {
    @Override
    public void validate(Review review) {
        if (!Lookups.changesBoundPod(review, "resize")) {
            return;
        }
        String name = review.object().object("spec").text("nodeName", "");
        ObjectValue node = Lookups.find(review, Resources.NODES, ObjectKey.of(name))
                .orElseThrow(() -> Lookups.forbidden(review, "node \"" + name + "\" not found"));
        String system = node.object("metadata").object("labels").text("kubernetes.io/os", "linux");
        if (!system.equals("linux")) {
            throw refused(
                    review,
                    "pod resize is only supported on linux nodes, node \"" + name + "\" is \"" + system + "\"",
                    "UnsupportedPlatform");
        }
        ResourceAmounts allocatable = ResourceAmounts.of(node.object("status").object("allocatable"));
        ResourceAmounts requested = PodResources.of(review.object(), "requests");
        List<String> exceeded = new ArrayList<>();
        if (requested.get("cpu").compareTo(allocatable.get("cpu")) > 0) {
            exceeded.add("cpu, requested: " + requested.get("cpu").millis() + ", allocatable: "
                    + allocatable.get("cpu").millis());
        }
        if (requested.get("memory").compareTo(allocatable.get("memory")) > 0) {
            exceeded.add("memory, requested: " + requested.get("memory").value() + ", allocatable: "
                    + allocatable.get("memory").value());
        }
        if (!exceeded.isEmpty()) {
            throw refused(
                    review,
                    "node didn't have enough allocatable resources: " + String.join("; ", exceeded),
                    "NodeCapacity");
        }
    }

    private static ApiException refused(Review review, String why, String reason) {
        ApiException forbidden = Lookups.forbidden(review, why);
        return new ApiException(
                forbidden.reason(),
                forbidden.code(),
                String.valueOf(forbidden.getMessage()),
                forbidden.details().with("causes", ListValue.of(ObjectValue.of("reason", reason))));
    }
}
