package dev.jukung.apiserver.authorization;

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
        record Abac(List<AbacPolicy> policy) implements Mode {
            public Abac {
                policy = List.copyOf(policy);
            }
        }

        /** Somebody else decides. */
        record Webhook(WebhookAuthorizer.Settings settings) implements Mode {}
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
