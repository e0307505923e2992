package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.store.Change;
import dev.jukung.store.KeyRange;
import dev.jukung.store.RevisionStore;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All policies with their bindings, compiled when they are first needed after a change; what did not change stays
 * compiled. Thread-safe.
 */
final class PolicyIndex<P> {
    /** A policy that is in use. */
    record Bound<P>(P policy, List<PolicyBinding> bindings) {}

    /** What is known as long as nothing changes; with each change a new one begins, so that none is filled too late. */
    private static final class Known<P> {
        volatile @Nullable List<Bound<P>> bound;
    }

    private final RevisionStore store;
    private final String policies;
    private final String bindings;
    private final Function<ObjectValue, P> compiler;
    private volatile Known<P> known = new Known<>();
    private volatile Map<String, P> compiled = Map.of();

    /**
     * @param policies the collection of the policies
     * @param bindings the collection of their bindings
     */
    PolicyIndex(RevisionStore store, String policies, String bindings, Function<ObjectValue, P> compiler) {
        this.store = store;
        this.policies = policies;
        this.bindings = bindings;
        this.compiler = compiler;
    }

    /** What is about policies counts from the next request on. */
    void committed(Change change) {
        String collection = change.key().collection();
        if (collection.equals(policies) || collection.equals(bindings)) {
            known = new Known<>();
        }
    }

    private List<ObjectValue> trees(String collection) {
        return store.latest().list(KeyRange.all(collection)).stream()
                .map(entry -> StoredObject.of(entry).tree())
                .toList();
    }

    List<Bound<P>> all() {
        Known<P> current = known;
        List<Bound<P>> bound = current.bound;
        if (bound == null) {
            bound = make();
            current.bound = bound;
        }
        return bound;
    }

    private List<Bound<P>> make() {
        Map<String, List<PolicyBinding>> byPolicy = new HashMap<>();
        for (ObjectValue tree : trees(bindings)) {
            PolicyBinding binding = PolicyBinding.of(tree);
            byPolicy.computeIfAbsent(binding.spec().text("policyName", ""), _ -> new ArrayList<>())
                    .add(binding);
        }
        List<Bound<P>> bound = new ArrayList<>();
        Map<String, P> byGeneration = new HashMap<>();
        Map<String, P> before = compiled;
        for (ObjectValue policy : trees(policies)) {
            ObjectValue metadata = policy.object("metadata");
            List<PolicyBinding> own = byPolicy.get(metadata.text("name", ""));
            if (own == null) {
                continue;
            }
            String generation = metadata.text("uid", "") + "/" + metadata.integer("generation", 0);
            P ready = before.get(generation);
            ready = ready == null ? compiler.apply(policy) : ready;
            byGeneration.put(generation, ready);
            bound.add(new Bound<>(ready, own));
        }
        compiled = Map.copyOf(byGeneration);
        return List.copyOf(bound);
    }
}
