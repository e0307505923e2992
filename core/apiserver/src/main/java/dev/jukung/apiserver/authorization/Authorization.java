package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.webhook.WebhookClient;
import dev.jukung.base.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The authorizers of a server, as its settings name them, put together.
 *
 * @param authorizer all of them in order, {@code system:masters} first
 * @param resolver what they know of a user's rules
 */
public record Authorization(Authorizer authorizer, RuleResolver resolver) {
    /** @param client asks the webhooks */
    public static Authorization of(
            AuthorizationConfig config,
            NodeAuthorizer nodes,
            RoleBasedAuthorizer roles,
            WebhookClient client,
            ConditionMetrics metrics,
            Clock clock) {
        List<Authorizer> authorizers = new ArrayList<>(List.of(Authorizer.masters()));
        List<RuleResolver> resolvers = new ArrayList<>();
        for (AuthorizationConfig.Mode mode : config.modes()) {
            switch (mode) {
                case AuthorizationConfig.Mode.Node() -> {
                    authorizers.add(nodes);
                    resolvers.add(nodes);
                }
                case AuthorizationConfig.Mode.Rbac() -> {
                    authorizers.add(roles);
                    resolvers.add(roles);
                }
                case AuthorizationConfig.Mode.AlwaysAllow() -> {
                    authorizers.add(_ -> new Authorizer.Decision.Allow(""));
                    resolvers.add(
                            (_, _) -> new RuleResolver.Resolved(PolicyRule.EVERYTHING, false, new LinkedHashSet<>()));
                }
                case AuthorizationConfig.Mode.AlwaysDeny() -> {
                    authorizers.add(_ -> new Authorizer.Decision.NoOpinion("Everything is forbidden."));
                    resolvers.add((_, _) -> new RuleResolver.Resolved(List.of(), false, new LinkedHashSet<>()));
                }
                case AuthorizationConfig.Mode.Abac(List<AbacPolicy> policies) -> {
                    authorizers.add(AbacPolicy.authorizer(policies));
                    resolvers.add(AbacPolicy.resolver(policies));
                }
                case AuthorizationConfig.Mode.Webhook(WebhookAuthorizer.Settings settings) -> {
                    authorizers.add(new WebhookAuthorizer(settings, client, metrics, clock));
                    resolvers.add(unknown("webhook authorizer does not support user rule resolution"));
                }
            }
        }
        return new Authorization(Authorizer.union(authorizers), RuleResolver.union(resolvers));
    }

    /** Nothing is known in advance of what somebody else decides. */
    private static RuleResolver unknown(String problem) {
        return (User _, String _) -> {
            LinkedHashSet<String> errors = new LinkedHashSet<>();
            errors.add(problem);
            return new RuleResolver.Resolved(List.of(), true, errors);
        };
    }
}
