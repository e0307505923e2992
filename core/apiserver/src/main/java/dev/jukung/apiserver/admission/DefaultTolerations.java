package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** DefaultTolerationSeconds: a Pod stays five minutes on a node that is not ready or unreachable. */
final class DefaultTolerations implements Admission {
    private static final long SECONDS = 300;
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    @Override
    public ObjectValue mutate(Review review) {
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE) {
            return review.object();
        }
        ListValue tolerations = review.object().object("spec").list("tolerations");
        ListValue completed = tolerations;
        for (String taint : TAINTS) {
            if (tolerations.objects().stream().noneMatch(toleration -> covers(toleration, taint))) {
                completed = completed.plus(ObjectValue.of(
                        "key", taint, "operator", "Exists", "effect", "NoExecute", "tolerationSeconds", SECONDS));
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
