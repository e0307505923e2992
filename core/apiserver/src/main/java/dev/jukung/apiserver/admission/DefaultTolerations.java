package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** DefaultTolerationSeconds: a Pod stays a while on a node that is not ready or unreachable. */
record DefaultTolerations(SequencedMap<String, Long> secondsByTaint) implements Admission {
    static DefaultTolerations of(AdmissionConfig.TolerationSeconds stays) {
        SequencedMap<String, Long> seconds = new LinkedHashMap<>();
        seconds.put("node.kubernetes.io/not-ready", stays.notReady());
        seconds.put("node.kubernetes.io/unreachable", stays.unreachable());
        return new DefaultTolerations(seconds);
    }

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods")) {
            return review.object();
        }
        ListValue tolerations = review.object().object("spec").list("tolerations");
        ListValue completed = tolerations;
        for (Map.Entry<String, Long> each : secondsByTaint.entrySet()) {
            String taint = each.getKey();
            if (tolerations.objects().stream().noneMatch(toleration -> covers(toleration, taint))) {
                completed = completed.plus(ObjectValue.of(
                        "key",
                        taint,
                        "operator",
                        "Exists",
                        "effect",
                        "NoExecute",
                        "tolerationSeconds",
                        each.getValue()));
            }
        }
        return completed == tolerations ? review.object() : review.object().withAt(completed, "spec", "tolerations");
    }

    private static boolean covers(ObjectValue toleration, String taint) {
        String key = toleration.text("key", "");
        String effect = toleration.text("effect", "");
        return (key.equals(taint) || key.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty());
    }
}
