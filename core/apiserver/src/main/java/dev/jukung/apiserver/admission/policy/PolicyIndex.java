package dev.jukung.apiserver.admission.policy;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All policies with their bindings, compiled when they are first needed after a change; what did not change stays
 * compiled. Thread-safe.
 */
final class PolicyIndex {
    /** What is stored now, as trees. */
    record Stored(List<ObjectValue> policies, List<ObjectValue> bindings) {}

    /** A policy that is in use. */
    record Bound(CompiledPolicy policy, List<ObjectValue> bindings) {}

    private record Image(List<Bound> bound, Map<String, CompiledPolicy> byGeneration) {}

    private final Supplier<Stored> stored;
    private final AtomicReference<@Nullable Image> image = new AtomicReference<>();
    private volatile Map<String, CompiledPolicy> known = Map.of();

    PolicyIndex(Supplier<Stored> stored) {
        this.stored = stored;
    }

    /** The next request looks at the policies anew. */
    void changed() {
        image.set(null);
    }

    List<Bound> all() {
        while (true) {
            Image current = image.get();
            if (current != null) {
                return current.bound();
            }
            Image made = make(stored.get());
            if (image.compareAndSet(null, made)) {
                known = made.byGeneration();
                return made.bound();
            }
        }
    }

    private Image make(Stored now) {
        Map<String, List<ObjectValue>> bindings = new HashMap<>();
        for (ObjectValue binding : now.bindings()) {
            bindings.computeIfAbsent(binding.object("spec").text("policyName", ""), _ -> new ArrayList<>())
                    .add(binding);
        }
        List<Bound> bound = new ArrayList<>();
        Map<String, CompiledPolicy> byGeneration = new HashMap<>();
        Map<String, CompiledPolicy> before = known;
        for (ObjectValue policy : now.policies()) {
            ObjectValue metadata = policy.object("metadata");
            List<ObjectValue> own = bindings.get(metadata.text("name", ""));
            if (own == null) {
                continue;
            }
            String generation = metadata.text("uid", "") + "/" + metadata.integer("generation", 0);
            CompiledPolicy compiled = before.get(generation);
            compiled = compiled == null ? CompiledPolicy.of(policy) : compiled;
            byGeneration.put(generation, compiled);
            bound.add(new Bound(compiled, own));
        }
        return new Image(List.copyOf(bound), Map.copyOf(byGeneration));
    }
}
