package dev.jukung.scheduler.plugins;

import dev.jukung.model.core.v1.Taint;
import dev.jukung.model.core.v1.Toleration;
import java.util.List;

/** When a toleration covers a taint (Kubernetes documentation, "Taints and Tolerations"). */
final class Taints {
    private Taints() {}

    static boolean tolerated(Taint taint, List<Toleration> tolerations) {
        for (Toleration toleration : tolerations) {
            if (covers(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(Toleration toleration, Taint taint) {
        String effect = toleration.effect().orElse("");
        if (!effect.isEmpty() && !effect.equals(taint.effect())) {
            return false;
        }
        String key = toleration.key().orElse("");
        if (!key.isEmpty() && !key.equals(taint.key())) {
            return false;
        }
        return switch (toleration.operator().orElse("Equal")) {
            case "Exists" -> true;
            case "Equal", "" ->
                !key.isEmpty()
                        && toleration.value().orElse("").equals(taint.value().orElse(""));
            default -> false;
        };
    }
}
