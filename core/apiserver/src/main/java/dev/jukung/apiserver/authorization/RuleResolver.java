package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.User;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Tells what a user may do in a namespace, as far as an authorizer knows it in advance. Thread-safe. */
@FunctionalInterface
public interface RuleResolver {
    Resolved rules(User user, String namespace);

    /**
     * @param incomplete whether the user may be allowed more than the rules say
     * @param errors what could not be looked at
     */
    record Resolved(List<PolicyRule> rules, boolean incomplete, SequencedSet<String> errors) {}

    static RuleResolver union(List<RuleResolver> resolvers) {
        List<RuleResolver> inOrder = List.copyOf(resolvers);
        return (user, namespace) -> {
            List<PolicyRule> rules = new ArrayList<>();
            boolean incomplete = false;
            SequencedSet<String> errors = new LinkedHashSet<>();
            for (RuleResolver resolver : inOrder) {
                Resolved resolved = resolver.rules(user, namespace);
                rules.addAll(resolved.rules());
                incomplete |= resolved.incomplete();
                errors.addAll(resolved.errors());
            }
            return new Resolved(rules, incomplete, errors);
        };
    }
}
