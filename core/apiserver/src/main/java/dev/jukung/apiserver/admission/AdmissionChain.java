package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.admission.policy.ValidatingPolicies;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The plugins in the reference's order: all mutations first, then all validations. Thread-safe. */
public final class AdmissionChain implements Admission {
    private final List<Admission> plugins;

    public AdmissionChain(List<Admission> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /** The plugins of this server, each with the reason for its place. */
    public static AdmissionChain standard(ValidatingPolicies policies) {
        return new AdmissionChain(List.of(
                // First: nothing else matters for a namespace that is not there or is going away.
                new NamespaceLifecycle(),
                // Before everything that looks at volumes or tolerations: it adds the token volume.
                new ServiceAccountDefaults(),
                // A new node is not ready until its kubelet says so.
                new NodeTaints(),
                new PriorityDefaults(),
                // After the user's own tolerations are final.
                new DefaultTolerations(),
                new StorageClassDefault(),
                // It counts what all others left.
                new NodeRestriction(),
                // After what the server itself demands: the rules of the administrators.
                policies));
    }

    @Override
    public ObjectValue mutate(Review review) throws InterruptedException {
        Review current = review;
        for (Admission plugin : plugins) {
            current = current.with(plugin.mutate(current));
        }
        return current.object();
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        for (Admission plugin : plugins) {
            plugin.validate(review);
        }
    }
}
