package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Role-based access control (rbac.authorization.k8s.io/v1). Works on an image of all roles and bindings that is made
 * when it is first needed after a change. Thread-safe.
 */
public final class RoleBasedAuthorizer implements Authorizer, RuleResolver {
    private final Supplier<RolePolicy.Stored> policy;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Image image;

    /** @param changes how many had been told before it was read, all of which it shows */
    private record Image(long changes, RolePolicy policy) {}

    public RoleBasedAuthorizer(Supplier<RolePolicy.Stored> policy) {
        this.policy = policy;
    }

    /** Roles or bindings have changed: the next decision looks at them anew. */
    public void changed() {
        changes.incrementAndGet();
    }

    @Override
    public Decision decide(Attributes attributes) {
        SequencedSet<String> errors = new LinkedHashSet<>();
        for (RolePolicy.Grant grant : current().grants(attributes.user(), attributes.namespace())) {
            grant.missing().ifPresent(role -> errors.add(role.toString()));
            for (PolicyRule rule : grant.rules()) {
                if (rule.allows(attributes)) {
                    return new Decision.Allow("RBAC: allowed by " + grant.source());
                }
            }
        }
        return errors.isEmpty()
                ? Decision.NoOpinion.SILENT
                : new Decision.NoOpinion("RBAC: " + Authorizer.aggregate(errors));
    }

    @Override
    public Resolved rules(User user, String namespace) {
        List<PolicyRule> rules = new ArrayList<>();
        SequencedSet<String> errors = new LinkedHashSet<>();
        for (RolePolicy.Grant grant : current().grants(user, namespace)) {
            rules.addAll(grant.rules());
            grant.missing().ifPresent(role -> errors.add(role.toString()));
        }
        return new Resolved(rules, false, errors);
    }

    /** The names of the roles that bindings of the user name and that are not there. */
    SequencedSet<String> missingRoles(User user, String namespace) {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (RolePolicy.Grant grant : current().grants(user, namespace)) {
            grant.missing().ifPresent(role -> names.add(role.name()));
        }
        return names;
    }

    /** The rules that a roleRef stands for; empty where there is no such role. */
    Optional<List<PolicyRule>> role(ObjectValue roleRef, String namespace) {
        return current().role(roleRef, namespace);
    }

    private RolePolicy current() {
        Image known = image;
        long told = changes.get();
        if (known != null && known.changes() == told) {
            return known.policy();
        }
        Image made = new Image(told, RolePolicy.of(policy.get()));
        image = made; // what is told while it is read makes the next decision read again
        return made.policy();
    }
}
