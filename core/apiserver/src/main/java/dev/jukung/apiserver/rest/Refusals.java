package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/** The refusals that come before any kind is looked at: no such path, not allowed. */
public final class Refusals {
    private Refusals() {}

    /** What kubectl shows as "the server could not find the requested resource". */
    public static ApiException noSuchResource() {
        ObjectValue cause = ObjectValue.of("reason", "UnexpectedServerResponse", "message", "404 page not found");
        return new ApiException(
                Reason.NOT_FOUND,
                404,
                "the server could not find the requested resource",
                ObjectValue.of("causes", ListValue.of(cause)));
    }

    public static ApiException unauthorized() {
        return new ApiException(Reason.UNAUTHORIZED, "Unauthorized");
    }

    /** Throws the refusal unless somebody allows the request. */
    public static void check(Authorizer authorizer, Attributes attributes) {
        switch (authorizer.decide(attributes)) {
            case Authorizer.Decision.Allow _ -> {}
            case Authorizer.Decision.Deny(String reason) -> throw forbidden(attributes, reason);
            case Authorizer.Decision.NoOpinion(String reason) -> throw forbidden(attributes, reason);
        }
    }

    /** With the text of Kubernetes' {@code responsewriters.ForbiddenMessage}. */
    private static ApiException forbidden(Attributes attributes, String reason) {
        String user = attributes.user().name();
        String why = reason.isEmpty() ? "" : ": " + reason;
        if (!attributes.forResource()) {
            return new ApiException(
                    Reason.FORBIDDEN,
                    403,
                    "forbidden: User \"" + user + "\" cannot " + attributes.verb() + " path \"" + attributes.path()
                            + "\"" + why,
                    ObjectValue.EMPTY);
        }
        String resource = attributes.subresource().isEmpty()
                ? attributes.resource()
                : attributes.resource() + "/" + attributes.subresource();
        String scope = attributes.namespace().isEmpty()
                ? " at the cluster scope"
                : " in the namespace \"" + attributes.namespace() + "\"";
        String subject =
                attributes.group().isEmpty() ? attributes.resource() : attributes.resource() + "." + attributes.group();
        String named = attributes.name().isEmpty() ? subject : subject + " \"" + attributes.name() + "\"";
        ObjectValue details =
                attributes.name().isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("name", attributes.name());
        details = attributes.group().isEmpty() ? details : details.with("group", attributes.group());
        return new ApiException(
                Reason.FORBIDDEN,
                403,
                named + " is forbidden: User \"" + user + "\" cannot " + attributes.verb() + " resource \"" + resource
                        + "\" in API group \"" + attributes.group() + "\"" + scope + why,
                details.with("kind", attributes.resource()));
    }
}
