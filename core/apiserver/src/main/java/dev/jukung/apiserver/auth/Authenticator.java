package dev.jukung.apiserver.auth;

import dev.jukung.http.Request;
import java.util.List;

/** Finds out who sent a request. Thread-safe. */
@FunctionalInterface
public interface Authenticator {
    Identity identify(Request request) throws InterruptedException;

    /** What one authenticator has to say. */
    sealed interface Identity {
        record Known(User user) implements Identity {}

        /** No credentials of the kind this authenticator knows. */
        record Absent() implements Identity {}

        /** Credentials that do not hold: the request is unauthorized, whatever the others say. */
        record Bad(String why) implements Identity {}
    }

    /** The first that knows the user; else unauthorized if any credentials were bad, else absent. */
    static Authenticator union(List<Authenticator> authenticators) {
        return request -> {
            Identity result = new Identity.Absent();
            for (Authenticator authenticator : authenticators) {
                switch (authenticator.identify(request)) {
                    case Identity.Known known -> {
                        return known;
                    }
                    case Identity.Bad bad -> result = bad;
                    case Identity.Absent _ -> {}
                }
            }
            return result;
        };
    }
}
