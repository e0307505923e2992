package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authorization.AuthorizationConfig.Mode;
import java.util.function.Function;

/** The authorizers of a server, which may be others from one request to the next. Thread-safe. */
public final class CurrentAuthorization implements Authorizer, RuleResolver {
    private final AuthorizationConfig initial;
    private final Function<AuthorizationConfig, Authorization> maker;
    private volatile Authorization current;

    /** @param maker puts the authorizers of a configuration together */
    public CurrentAuthorization(AuthorizationConfig initial, Function<AuthorizationConfig, Authorization> maker) {
        this.initial = initial;
        this.maker = maker;
        current = maker.apply(initial);
    }

    @Override
    public Decision decide(Attributes attributes) {
        return current.authorizer().decide(attributes);
    }

    @Override
    public Resolved rules(User user, String namespace) {
        return current.resolver().rules(user, namespace);
    }

    /**
     * Decides by another configuration from the next request on.
     *
     * @throws IllegalArgumentException when it has what the server has not been started with
     */
    public void replace(AuthorizationConfig config) {
        for (Mode mode : config.modes()) {
            boolean possible =
                    switch (mode) {
                        case Mode.Node _, Mode.Rbac _, Mode.Abac _ ->
                            initial.modes().stream().anyMatch(known -> known.getClass() == mode.getClass());
                        case Mode.AlwaysAllow _, Mode.AlwaysDeny _, Mode.Webhook _ -> true;
                    };
            if (!possible) {
                throw new IllegalArgumentException("authorizer type " + name(mode)
                        + " is not allowed if it was not enabled at initial server startup");
            }
        }
        current = maker.apply(config);
    }

    private static String name(Mode mode) {
        return switch (mode) {
            case Mode.Node _ -> "Node";
            case Mode.Rbac _ -> "RBAC";
            case Mode.Abac _ -> "ABAC";
            case Mode.AlwaysAllow _ -> "AlwaysAllow";
            case Mode.AlwaysDeny _ -> "AlwaysDeny";
            case Mode.Webhook _ -> "Webhook";
        };
    }
}
