package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** NodeDeclaredFeatureValidator: a running Pod is changed only in ways that its node says it can follow. */
final class NodeDeclaredFeatures implements Admission {
    @Override
    public void validate(Review review) {
        ObjectValue pod = review.object();
        ObjectValue old = review.old().orElse(ObjectValue.EMPTY);
        if (!Lookups.changesBoundPod(review, "", "resize")) {
            return;
        }
        List<String> needed = needed(old.object("spec"), pod.object("spec"));
        if (needed.isEmpty()) {
            return;
        }
        String name = pod.object("spec").text("nodeName", "");
        ObjectValue node = Lookups.find(review, Resources.NODES, ObjectKey.of(name))
                .orElseThrow(() -> Lookups.forbidden(review, "node \"" + name + "\" not found"));
        List<String> declared = node.object("status").list("declaredFeatures").texts();
        List<String> missing =
                needed.stream().filter(feature -> !declared.contains(feature)).toList();
        if (!missing.isEmpty()) {
            throw Lookups.forbidden(
                    review,
                    "pod update requires features " + String.join(", ", missing) + " which are not available on node \""
                            + name + "\"");
        }
    }

    /** By name, as the reference sorts them. Its other features cannot be asked for by an update. */
    private static List<String> needed(ObjectValue old, ObjectValue changed) {
        List<String> needed = new ArrayList<>();
        if (!old.object("resources").equals(changed.object("resources"))) {
            needed.add("InPlacePodLevelResourcesVerticalScaling");
        }
        Map<String, ObjectValue> now = changed.list("initContainers").objects().stream()
                .collect(Collectors.toMap(each -> each.text("name", ""), Function.identity(), (first, _) -> first));
        boolean resized = old.list("initContainers").objects().stream()
                .filter(container -> !container.text("restartPolicy", "").equals("Always"))
                .anyMatch(container -> !container
                        .object("resources")
                        .equals(now.getOrDefault(container.text("name", ""), ObjectValue.EMPTY)
                                .object("resources")));
        if (resized) {
            needed.add("InPlacePodVerticalScalingInitContainers");
        }
        return needed;
    }
}
