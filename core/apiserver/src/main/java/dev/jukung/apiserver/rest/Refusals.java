package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;

/** The refusals that come before any kind is looked at: no such path, not allowed. */
public final class Refusals {
    /** The longest body that is read, as in Kubernetes. */
    private static final int MAX_BODY_BYTES = 3 * 1024 * 1024;

    private static final ScopedValue<Boolean> TOO_LARGE = ScopedValue.newInstance();

    private Refusals() {}

    /** A resource that a served group does not have; kubectl shows the text as it is. */
    public static ApiException noSuchResource() {
        return generic(Reason.NOT_FOUND, "the server could not find the requested resource");
    }

    /** A path that leads nowhere: Kubernetes' answer is no Status there. */
    public static Response noSuchPath() {
        return unsniffed(Response.text(404, "404 page not found\n"));
    }

    /** Browsers are not to guess at what this is. */
    static Response unsniffed(Response response) {
        return new Response(
                response.status(), response.headers().plus("X-Content-Type-Options", "nosniff"), response.body());
    }

    /** A version that there is not: of a built-in group, something answers for all versions. */
    static Response noSuchVersion(boolean builtIn) {
        if (builtIn) {
            throw noSuchResource();
        }
        return noSuchPath();
    }

    static ApiException methodNotAllowed() {
        return generic(Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }

    /** Of no kind in particular: with details, and nothing in them. */
    static ApiException generic(Reason reason, String message) {
        return new ApiException(reason, reason.code(), message, ObjectValue.EMPTY);
    }

    /**
     * The answer to a request whose body is longer than the server reads: it passes all filters, and is refused where its body
     * would be read, so that nobody is told more than they may know.
     *
     * @param handler of all requests
     */
    public static Response tooLarge(Handler handler, Request request) {
        try {
            return ScopedValue.where(TOO_LARGE, true).call(() -> handler.handle(request));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return response(request, new ApiException(Reason.SERVICE_UNAVAILABLE, "the server is shutting down"));
        }
    }

    /** Throws the refusal where the body of the request was too large to be read. */
    static void checkSize() {
        if (TOO_LARGE.isBound()) {
            throw Failures.tooLarge("limit is " + MAX_BODY_BYTES);
        }
    }

    /** A failure as a response, in the form that the client accepts. */
    public static Response response(Request request, ApiException failure) {
        return Filters.ErrorResponses.response(request, failure);
    }

    public static ApiException unauthorized() {
        return new ApiException(Reason.UNAUTHORIZED, "Unauthorized");
    }

    /** Throws the refusal unless somebody allows the request; that of an authorizer that failed is no verdict. */
    public static void check(Authorizer authorizer, Attributes attributes) {
        check(authorizer.decide(attributes), attributes);
    }

    /** Throws the refusal unless it is allowed. */
    public static void check(Authorizer.Decision decision, Attributes attributes) {
        switch (decision) {
            case Authorizer.Decision.Allow _ -> {}
            case Authorizer.Decision.Deny(String reason, String error) -> throw refused(attributes, reason, error);
            case Authorizer.Decision.NoOpinion(String reason, String error) -> throw refused(attributes, reason, error);
        }
    }

    private static ApiException refused(Attributes attributes, String reason, String error) {
        return error.isEmpty()
                ? forbidden(attributes, reason)
                : new ApiException(Reason.INTERNAL_ERROR, "Internal error occurred: " + error);
    }

    /** With the text of Kubernetes' {@code responsewriters.ForbiddenMessage}. */
    static ApiException forbidden(Attributes attributes, String reason) {
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
