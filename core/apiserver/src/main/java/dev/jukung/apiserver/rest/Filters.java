package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.RequestWarnings;
import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Faults;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The filters in front of every request of the API server. Each is immutable or thread-safe. */
final class Filters {
    /** The user of the request that the calling thread serves. */
    static final ScopedValue<User> USER = ScopedValue.newInstance();

    /** Who really makes the request, where {@link #USER} is impersonated; else not bound. */
    static final ScopedValue<User> IMPERSONATOR = ScopedValue.newInstance();

    private Filters() {}

    /** The one place where a failure becomes a response. Nothing below it builds an error by hand. */
    record ErrorResponses(Faults faults) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            try {
                return next.handle(request);
            } catch (ApiException e) {
                return response(request, e);
            } catch (RuntimeException bug) {
                faults.report(request.method() + " " + request.path(), bug);
                AuditTrail.panicked(bug);
                return response(
                        request,
                        new ApiException(
                                Reason.INTERNAL_ERROR,
                                "Internal error occurred: see the server log ("
                                        + bug.getClass().getSimpleName() + ")"));
            }
        }

        /** In the form the client accepts, and in JSON if it accepts none: a failure is never hidden behind another. */
        static Response response(Request request, ApiException failure) {
            Response plain = Format.plain(request)
                    .map(format -> Answers.value(failure.code(), failure.status(), format))
                    .orElseGet(() -> Response.of(
                            failure.code(),
                            "application/json",
                            Json.pretty(failure.status(), 2).getBytes(StandardCharsets.UTF_8)));
            Headers headers = plain.headers();
            Object retry = failure.details().get("retryAfterSeconds");
            if (retry != null || failure.code() == 429) {
                headers = headers.plus("Retry-After", retry == null ? "1" : retry.toString());
            }
            return new Response(failure.code(), headers, plain.body());
        }
    }

    /** Finds the user. Nobody is anonymous unless an authenticator says so, and bad credentials are never taken for none. */
    record Authentication(Authenticator authenticator) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            RequestWarnings warnings = new RequestWarnings();
            Response response = warnings.collecting(() -> identified(request, next));
            List<String> texts = warnings.texts();
            return texts.isEmpty() ? response : Answers.warned(response, texts);
        }

        private Response identified(Request request, Handler next) throws InterruptedException {
            User user =
                    switch (authenticator.identify(request)) {
                        case Authenticator.Identity.Known(User known) -> known;
                        case Authenticator.Identity.Absent() -> throw Refusals.unauthorized();
                        case Authenticator.Identity.Bad _ -> throw Refusals.unauthorized();
                    };
            return call(ScopedValue.where(USER, user), () -> next.handle(request));
        }
    }

    /** Lets a user act as another one. */
    record Impersonating(Impersonation impersonation, BiFunction<Request, User, Attributes> wanted) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            User user = USER.get();
            Optional<User> other;
            try {
                other = impersonation.user(request, wanted.apply(request, user));
            } catch (ApiException refusal) {
                return Refusals.unsniffed(ErrorResponses.response(request, refusal));
            }
            if (other.isEmpty()) {
                return next.handle(request);
            }
            AuditTrail.impersonated(other.get());
            return call(ScopedValue.where(USER, other.get()).where(IMPERSONATOR, user), () -> next.handle(request));
        }
    }

    /** Before any object is looked up: nobody learns of things they may not see. */
    record Authorization(Authorizer authorizer, BiFunction<Request, User, Attributes> wanted) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            Attributes asked = wanted.apply(request, USER.get());
            Authorizer.Decision decision = authorizer.decide(asked);
            AuditTrail.authorized(decision);
            try {
                Refusals.check(decision, asked);
            } catch (ApiException refusal) {
                return refused(request, refusal);
            }
            return next.handle(request);
        }
    }

    /** Kubernetes says of these refusals, unlike of those of admission, that they are what they say they are. */
    private static Response refused(Request request, ApiException refusal) {
        Response response = ErrorResponses.response(request, refusal);
        return refusal.reason() == Reason.FORBIDDEN ? Refusals.unsniffed(response) : response;
    }

    @FunctionalInterface
    private interface Served {
        Response serve() throws InterruptedException;
    }

    private static Response call(ScopedValue.Carrier carrier, Served served) throws InterruptedException {
        return carrier.call(served::serve);
    }
}
