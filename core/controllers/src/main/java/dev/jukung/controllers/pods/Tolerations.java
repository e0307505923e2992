package dev.jukung.controllers.pods;

import dev.jukung.model.core.v1.Taint;
import dev.jukung.model.core.v1.Toleration;
import java.util.List;
import java.util.Optional;

/** Which taints a pod bears. */
public final class Tolerations {
    private Tolerations() {}

    public static boolean tolerates(Toleration toleration, Taint taint) {
        String effect = toleration.effect().orElse("");
        String key = toleration.key().orElse("");
        if (!effect.isEmpty() && !effect.equals(taint.effect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.key())) {
            return false;
        }
        return switch (toleration.operator().orElse("Equal")) {
            case "Exists" -> true;
            case "Equal", "" ->
                toleration.value().orElse("").equals(taint.value().orElse(""));
            default -> false;
        };
    }

    /** The first toleration that bears the taint. */
    public static Optional<Toleration> matching(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream()
                .filter(toleration -> tolerates(toleration, taint))
                .findFirst();
    }
}
