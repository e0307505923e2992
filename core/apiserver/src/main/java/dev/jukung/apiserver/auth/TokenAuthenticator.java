package dev.jukung.apiserver.auth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Finds out whose a bearer token is. Thread-safe. */
@FunctionalInterface
public interface TokenAuthenticator {
    /** @param wanted at least one of these audiences has to be meant by the token */
    Verdict identify(String token, List<String> wanted) throws InterruptedException;

    /** What one authenticator has to say about a token. */
    sealed interface Verdict {
        /** @param audiences those wanted that the token is good for */
        record Known(User user, List<String> audiences) implements Verdict {}

        /** No token of the kind this authenticator knows. */
        record Unknown() implements Verdict {}

        /** A token that does not hold. */
        record Bad(String why) implements Verdict {}
    }

    /** One whose tokens are good for this server only. @param own what this server is called by in tokens */
    static TokenAuthenticator forServer(List<String> own, TokenAuthenticator authenticator) {
        return (token, wanted) -> {
            List<String> accepted = wanted.stream().filter(own::contains).toList();
            if (accepted.isEmpty()) {
                return new Verdict.Unknown();
            }
            Verdict verdict = authenticator.identify(token, wanted);
            return verdict instanceof Verdict.Known(User user, List<String> _)
                    ? new Verdict.Known(user, accepted)
                    : verdict;
        };
    }

    /** The first that knows the user; else bad if any said so, with all they said; else unknown. */
    static TokenAuthenticator union(List<TokenAuthenticator> authenticators) {
        List<TokenAuthenticator> inOrder = List.copyOf(authenticators);
        return (token, wanted) -> {
            SequencedSet<String> problems = new LinkedHashSet<>();
            for (TokenAuthenticator authenticator : inOrder) {
                switch (authenticator.identify(token, wanted)) {
                    case Verdict.Known known -> {
                        return known;
                    }
                    case Verdict.Bad(String why) -> problems.add(why);
                    case Verdict.Unknown() -> {}
                }
            }
            return problems.isEmpty() ? new Verdict.Unknown() : new Verdict.Bad(String.join(", ", problems));
        };
    }
}
