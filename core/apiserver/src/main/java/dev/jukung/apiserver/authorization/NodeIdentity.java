package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.User;
import java.util.Optional;

/** Which node a user is: a member of {@code system:nodes} with a name as {@code system:node:NAME}. */
public final class NodeIdentity {
    private static final String PREFIX = "system:node:";
    private static final String GROUP = "system:nodes";

    private NodeIdentity() {}

    /** Empty where the user is no node; the empty name where it is one without a name. */
    public static Optional<String> of(User user) {
        return user.name().startsWith(PREFIX) && user.in(GROUP)
                ? Optional.of(user.name().substring(PREFIX.length()))
                : Optional.empty();
    }
}
