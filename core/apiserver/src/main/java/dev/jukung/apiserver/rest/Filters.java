package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.AuditTrail;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** Finds the user; a request without credentials is anonymous, one with bad ones is refused. */
    record Authentication(Authenticator authenticator) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            User user =
                    switch (authenticator.identify(request)) {
                        case Authenticator.Identity.Known(User known) -> known;
                        case Authenticator.Identity.Absent() -> User.ANONYMOUS;
                        case Authenticator.Identity.Bad _ -> throw Refusals.unauthorized();
                    };
            return call(ScopedValue.where(USER, user), () -> next.handle(request));
        }
    }

    /** Lets a user act as another one. */
    record Impersonation(Authorizer authorizer) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            User user = USER.get();
            User acting = impersonated(user, request);
            if (request.header("Impersonate-User").isEmpty()) {
                return next.handle(request);
            }
            AuditTrail.impersonated(acting);
            return call(ScopedValue.where(USER, acting).where(IMPERSONATOR, user), () -> next.handle(request));
        }

        /** {@code Impersonate-User}, {@code -Group}, {@code -Uid} and {@code -Extra-*}, if the user may. */
        private User impersonated(User user, Request request) {
            Optional<String> name = request.header("Impersonate-User");
            List<String> groups = request.headers().all("Impersonate-Group");
            if (name.isEmpty()) {
                if (!groups.isEmpty()) {
                    throw new ApiException(
                            Reason.INTERNAL_ERROR, "requested " + groups + " without impersonating a user");
                }
                return user;
            }
            String[] account = name.get().split(":");
            boolean serviceAccount = name.get().startsWith("system:serviceaccount:") && account.length == 4;
            Refusals.check(
                    authorizer,
                    serviceAccount
                            ? impersonation(user, "serviceaccounts", "", account[2], account[3])
                            : impersonation(user, "users", "", "", name.get()));
            for (String group : groups) {
                Refusals.check(authorizer, impersonation(user, "groups", "", "", group));
            }
            Map<String, List<String>> extra = extra(user, request);
            List<String> all = new ArrayList<>(groups);
            if (serviceAccount && groups.isEmpty()) {
                all.add("system:serviceaccounts");
                all.add("system:serviceaccounts:" + account[2]);
            }
            String added = name.get().equals(User.ANONYMOUS.name()) ? User.UNAUTHENTICATED : User.AUTHENTICATED;
            if (!all.contains(added)) {
                all.add(added);
            }
            return new User(name.get(), request.header("Impersonate-Uid").orElse(""), all, extra);
        }

        private Map<String, List<String>> extra(User user, Request request) {
            String prefix = "impersonate-extra-";
            Map<String, List<String>> extra = new TreeMap<>();
            for (Headers.Field field : request.headers().fields()) {
                String header = field.name().toLowerCase(Locale.ROOT);
                if (header.startsWith(prefix)) {
                    String key = java.net.URLDecoder.decode(
                            header.substring(prefix.length()), java.nio.charset.StandardCharsets.UTF_8);
                    Refusals.check(
                            authorizer,
                            new Attributes(
                                    user,
                                    "impersonate",
                                    "authentication.k8s.io",
                                    "v1",
                                    "userextras",
                                    key,
                                    "",
                                    field.value(),
                                    ""));
                    extra.computeIfAbsent(key, _ -> new ArrayList<>()).add(field.value());
                }
            }
            return extra;
        }

        private static Attributes impersonation(
                User user, String resource, String group, String namespace, String name) {
            return new Attributes(user, "impersonate", group, "v1", resource, "", namespace, name, "");
        }
    }

    /** Before any object is looked up: nobody learns of things they may not see. */
    record Authorization(Authorizer authorizer, BiFunction<Request, User, Attributes> wanted) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            Attributes asked = wanted.apply(request, USER.get());
            Authorizer.Decision decision = authorizer.decide(asked);
            AuditTrail.authorized(decision);
            Refusals.check(decision, asked);
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
