package dev.jukung.apiserver.auth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Decides whether a request may go on. Thread-safe. */
@FunctionalInterface
public interface Authorizer {
    Decision decide(Attributes attributes);

    /** An authorizer that has nothing to say leaves it to the next one; nobody's yes is a no. */
    sealed interface Decision {
        String reason();

        record Allow(String reason) implements Decision {}

        /** @param error why no other answer could be found; empty where the answer is meant */
        record Deny(String reason, String error) implements Decision {
            public Deny(String reason) {
                this(reason, "");
            }
        }

        /** @param error what went wrong on the way to this answer; empty where nothing did */
        record NoOpinion(String reason, String error) implements Decision {
            public static final NoOpinion SILENT = new NoOpinion("", "");

            public NoOpinion(String reason) {
                this(reason, "");
            }
        }

        default boolean allowed() {
            return this instanceof Allow;
        }
    }

    /** The first that allows or denies decides; otherwise no opinion, with all reasons. */
    static Authorizer union(List<Authorizer> authorizers) {
        List<Authorizer> inOrder = List.copyOf(authorizers);
        return attributes -> {
            List<String> reasons = new ArrayList<>();
            SequencedSet<String> errors = new LinkedHashSet<>();
            for (Authorizer authorizer : inOrder) {
                Decision decision = authorizer.decide(attributes);
                if (!(decision instanceof Decision.NoOpinion(String reason, String error))) {
                    return decision;
                }
                if (!reason.isEmpty()) {
                    reasons.add(reason);
                }
                if (!error.isEmpty()) {
                    errors.add(error);
                }
            }
            return new Decision.NoOpinion(String.join("\n", reasons), aggregate(errors));
        };
    }

    /** Errors as Kubernetes writes several of them: one plainly, more in brackets. */
    static String aggregate(SequencedSet<String> errors) {
        return errors.size() <= 1 ? String.join("", errors) : "[" + String.join(", ", errors) + "]";
    }

    /** {@code system:masters} may do everything, whatever the stored roles say. */
    static Authorizer masters() {
        return attributes -> attributes.user().in(User.MASTERS) ? new Decision.Allow("") : Decision.NoOpinion.SILENT;
    }
}
