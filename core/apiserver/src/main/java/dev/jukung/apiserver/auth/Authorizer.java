package dev.jukung.apiserver.auth;

import java.util.List;

/** Decides whether a request may go on. Thread-safe. */
@FunctionalInterface
public interface Authorizer {
    Decision decide(Attributes attributes);

    /** An authorizer that has nothing to say leaves it to the next one; nobody's yes is a no. */
    sealed interface Decision {
        String reason();

        record Allow(String reason) implements Decision {}

        record Deny(String reason) implements Decision {}

        record NoOpinion(String reason) implements Decision {}
    }

    /** The first that allows or denies decides; otherwise no opinion, with all reasons. */
    static Authorizer union(List<Authorizer> authorizers) {
        return attributes -> {
            StringBuilder reasons = new StringBuilder();
            for (Authorizer authorizer : authorizers) {
                Decision decision = authorizer.decide(attributes);
                if (!(decision instanceof Decision.NoOpinion(String reason))) {
                    return decision;
                }
                if (!reason.isEmpty()) {
                    reasons.append(reasons.isEmpty() ? "" : "\n").append(reason);
                }
            }
            return new Decision.NoOpinion(reasons.toString());
        };
    }

    /** {@code system:masters} may do everything, whatever the stored roles say. */
    static Authorizer masters() {
        return attributes -> attributes.user().in(User.MASTERS) ? new Decision.Allow("") : new Decision.NoOpinion("");
    }
}
