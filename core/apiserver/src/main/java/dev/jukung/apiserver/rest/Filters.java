package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
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
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
                return response(e);
            } catch (RuntimeException bug) {
                faults.report(request.method() + " " + request.path(), bug);
                return response(new ApiException(
                        Reason.INTERNAL_ERROR,
                        "Internal error occurred: see the server log ("
                                + bug.getClass().getSimpleName() + ")"));
            }
        }

        static Response response(ApiException failure) {
            byte[] body = Json.bytes(failure.status());
            Headers headers = Headers.of("Content-Type", "application/json");
            Object retry = failure.details().get("retryAfterSeconds");
            if (retry != null || failure.code() == 429) {
                headers = headers.plus("Retry-After", retry == null ? "1" : retry.toString());
            }
            return new Response(failure.code(), headers, new Response.Bytes(body, new byte[] {'\n'}));
        }
    }

    /** Refuses work beyond a limit instead of queueing it: callers made to wait retry, and cost twice. */
    static final class InFlightLimit implements Filter {
        private final Semaphore permits;

        InFlightLimit(int limit) {
            permits = new Semaphore(limit);
        }

        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            if (RequestInfo.of(request).longRunning()) {
                return next.handle(request); // these last for hours, and have limits of their own
            }
            if (!permits.tryAcquire()) {
                throw new ApiException(Reason.TOO_MANY_REQUESTS, "Too many requests, please try again later.");
            }
            try {
                return next.handle(request);
            } finally {
                permits.release();
            }
        }
    }

    /**
     * Finds the user, and as whom he wants to act. Nobody is anonymous unless an authenticator says so, and bad credentials
     * are never taken for none.
     */
    record Authentication(
            Authenticator authenticator, Impersonation impersonation, BiFunction<Request, User, Attributes> wanted)
            implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            User user =
                    switch (authenticator.identify(request)) {
                        case Authenticator.Identity.Known(User known) -> known;
                        case Authenticator.Identity.Absent() -> throw Refusals.unauthorized();
                        case Authenticator.Identity.Bad _ -> throw Refusals.unauthorized();
                    };
            Optional<User> other = impersonation.user(request, wanted.apply(request, user));
            ScopedValue.Carrier carrier = ScopedValue.where(USER, other.orElse(user));
            return call(other.isPresent() ? carrier.where(IMPERSONATOR, user) : carrier, () -> next.handle(request));
        }
    }

    /** Before any object is looked up: nobody learns of things they may not see. */
    record Authorization(Authorizer authorizer, BiFunction<Request, User, Attributes> wanted) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            Refusals.check(authorizer, wanted.apply(request, USER.get()));
            return next.handle(request);
        }
    }

    @FunctionalInterface
    private interface Served {
        Response serve() throws InterruptedException;
    }

    private static Response call(ScopedValue.Carrier carrier, Served served) throws InterruptedException {
        return carrier.call(served::serve);
    }
}
