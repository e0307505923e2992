package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Authorizer;
import java.util.List;

/**
 * Which authorizers decide, in this order ({@code --authorization-mode}, or the file of {@code --authorization-config}).
 * Before all of them {@code system:masters} may do everything.
 */
public record AuthorizationConfig(List<Mode> modes) {
    /** One authorizer. */
    public sealed interface Mode {
        record Node() implements Mode {}

        record Rbac() implements Mode {}

        record AlwaysAllow() implements Mode {}

        record AlwaysDeny() implements Mode {}

        /** @param policy the lines of {@code --authorization-policy-file} */
        record Abac(List<AbacPolicy> policy) implements Mode {}

        /** Somebody else decides. @param resolver what can be told of a user's rules in advance: as a rule nothing */
        record Delegated(Authorizer authorizer, RuleResolver resolver) implements Mode {}
    }

    /** As kubeadm sets clusters up. */
    public static final AuthorizationConfig STANDARD =
            new AuthorizationConfig(List.of(new Mode.Node(), new Mode.Rbac()));

    public AuthorizationConfig {
        modes = List.copyOf(modes);
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("at least one authorization-mode must be passed");
        }
    }
}
