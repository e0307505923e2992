package dev.jukung.apiserver.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who makes a request, as authenticated (Kubernetes' {@code user.Info}). Immutable. */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final String AUTHENTICATED = "system:authenticated";
    public static final String UNAUTHENTICATED = "system:unauthenticated";
    public static final String MASTERS = "system:masters";
    public static final User ANONYMOUS = new User("system:anonymous", "", List.of(UNAUTHENTICATED), Map.of());

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** An authenticated user: {@code system:authenticated} is added to the groups. */
    public static User of(String name, String... groups) {
        List<String> all = new ArrayList<>(List.of(groups));
        all.add(AUTHENTICATED);
        return new User(name, "", all, Map.of());
    }

    /** The user that stands for a ServiceAccount. */
    public static User serviceAccount(String namespace, String name, String uid) {
        return new User(
                "system:serviceaccount:" + namespace + ":" + name,
                uid,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, AUTHENTICATED),
                Map.of());
    }

    /** With the group that all but anonymous users have. */
    public User withAuthenticated() {
        if (in(AUTHENTICATED) || in(UNAUTHENTICATED)) {
            return this;
        }
        List<String> all = new ArrayList<>(groups);
        all.add(AUTHENTICATED);
        return new User(name, uid, all, extra);
    }

    public boolean in(String group) {
        return groups.contains(group);
    }
}
