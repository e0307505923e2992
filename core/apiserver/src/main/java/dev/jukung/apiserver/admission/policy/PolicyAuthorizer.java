package dev.jukung.apiserver.admission.policy;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.schema.cel.CelAuthorizer;

/** What expressions ask about access is answered by the server's own authorizer. */
record PolicyAuthorizer(Authorizer authorizer, User user) implements CelAuthorizer {
    @Override
    public Decision decide(Access access) {
        Attributes attributes = access.path().isEmpty()
                ? new Attributes(
                        user,
                        access.verb(),
                        access.group(),
                        "*",
                        access.resource(),
                        access.subresource(),
                        access.namespace(),
                        access.name(),
                        "")
                : Attributes.path(user, access.verb(), access.path());
        return switch (authorizer.decide(attributes)) {
            case Authorizer.Decision.Allow(String reason) -> new Decision(true, reason, "");
            case Authorizer.Decision.Deny(String reason, String error) -> new Decision(false, reason, error);
            case Authorizer.Decision.NoOpinion(String reason, String error) -> new Decision(false, reason, error);
        };
    }

    @Override
    public CelAuthorizer asServiceAccount(String namespace, String name) {
        return new PolicyAuthorizer(authorizer, User.serviceAccount(namespace, name, ""));
    }
}
