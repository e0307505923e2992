package dev.jukung.controllers.tainteviction;

import dev.jukung.controllers.pods.Tolerations;
import dev.jukung.model.core.v1.Taint;
import dev.jukung.model.core.v1.Toleration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How long a pod may stay on a node whose taints say NoExecute. */
sealed interface Patience {
    record Forever() implements Patience {}

    record For(Duration time) implements Patience {}

    record None() implements Patience {}

    /** A taint that is not tolerated ends it at once; of several limits the shortest counts. */
    static Patience of(List<Taint> taints, List<Toleration> tolerations) {
        Optional<Duration> shortest = Optional.empty();
        for (Taint taint : taints) {
            Optional<Toleration> used = Tolerations.matching(tolerations, taint);
            if (used.isEmpty()) {
                return new None();
            }
            OptionalLong seconds = used.get().tolerationSeconds();
            if (seconds.isPresent()) {
                Duration limit = Duration.ofSeconds(Math.max(0, seconds.getAsLong()));
                shortest = shortest.filter(known -> known.compareTo(limit) < 0).or(() -> Optional.of(limit));
            }
        }
        return shortest.isEmpty() ? new Forever() : shortest.get().isZero() ? new None() : new For(shortest.get());
    }
}
