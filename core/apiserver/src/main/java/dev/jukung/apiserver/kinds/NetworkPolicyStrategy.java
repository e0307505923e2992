package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The rules of NetworkPolicies: the policy types follow from which rules there are. */
final class NetworkPolicyStrategy implements Strategy {
    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue policy) {
        ObjectValue spec = policy.object("spec");
        if (!spec.list("policyTypes").isEmpty()) {
            return policy;
        }
        ListValue types = spec.list("egress").isEmpty() ? ListValue.of("Ingress") : ListValue.of("Ingress", "Egress");
        return policy.withAt(types, "spec", "policyTypes");
    }
}
