package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.admission.match.Constraints;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.value.ObjectValue;
import java.util.Optional;

/**
 * What puts a policy to use. Immutable.
 *
 * @param narrowed which of the policy's requests it is about; empty for all of them
 */
record PolicyBinding(String name, ObjectValue spec, Optional<Constraints> narrowed) {
    static PolicyBinding of(ObjectValue binding) {
        ObjectValue spec = binding.object("spec");
        ObjectValue resources = spec.object("matchResources");
        return new PolicyBinding(
                binding.object("metadata").text("name", ""),
                spec,
                resources.isEmpty() ? Optional.empty() : Optional.of(Constraints.ofPolicy(resources)));
    }

    boolean concerns(Review review) {
        return narrowed.isEmpty() || narrowed.get().match(review).isPresent();
    }
}
