package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.Audit;
import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.base.Randomness;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.util.Optional;

/** The places on a request's way where it is audited: outermost, where it gets its id, and where its user is known. */
final class Auditing {
    private static final String ID = "Audit-Id";
    private static final int FAILURE = 400;

    private Auditing() {}

    /** Gives each request an id, its own or a new one, and tells the client. Records those whose user is not known. */
    record Identified(Audit audit, Randomness random) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            String id = request.header(ID).filter(given -> !given.isEmpty()).orElseGet(random::uid);
            return ScopedValue.where(AuditTrail.ID, id)
                    .<Response, InterruptedException>call(() -> identified(request, id, next));
        }

        private Response identified(Request request, String id, Handler next) throws InterruptedException {
            if (!audit.enabled()) {
                return answer(next.handle(request), id);
            }
            AuditTrail trail = audit.trail(id);
            Response response = ScopedValue.where(AuditTrail.CURRENT, trail)
                    .<Response, InterruptedException>call(() -> next.handle(request));
            if (response.status() == 401 && !audit.hasBegun(trail)) {
                audit.unauthenticated(
                        trail,
                        request,
                        RequestInfo.of(request)
                                .attributes(new User("", "", java.util.List.of(), java.util.Map.of()), request),
                        response.status(),
                        content(response));
            }
            return answer(response, id);
        }

        private static Response answer(Response response, String id) {
            Headers headers = response.headers().plus(ID, id);
            if (!headers.contains("Cache-Control")) {
                headers = headers.plus("Cache-Control", "no-cache, private");
            }
            return new Response(response.status(), headers, response.body());
        }
    }

    /** Below authentication, above all that may refuse: records a request and its answer as the policy says. */
    record Recorded(Audit audit) implements Filter {
        @Override
        public Response filter(Request request, Handler next) throws InterruptedException {
            if (!audit.enabled()) {
                return next.handle(request);
            }
            AuditTrail trail = AuditTrail.CURRENT.get();
            RequestInfo info = RequestInfo.of(request);
            User user = Filters.USER.get();
            if (!audit.begin(trail, request, info.attributes(user, request), Optional.of(user))) {
                return Response.text(
                        500, "Internal Server Error: \"" + request.target() + "\": failed to store audit event\n");
            }
            Response response = ScopedValue.where(AuditAnnotations.CURRENT, (AuditAnnotations) trail::add)
                    .<Response, InterruptedException>call(() -> next.handle(request));
            boolean told = response.status() >= FAILURE || info.verb().equals("delete") || audit.wantsResponse(trail);
            Optional<ObjectValue> content = told ? content(response) : Optional.empty();
            audit.answered(trail, response.status(), content, info.longRunning());
            Response.Body body =
                    switch (response.body()) {
                        case Response.Bytes bytes -> {
                            audit.end(trail);
                            yield bytes;
                        }
                        case Response.Stream(Response.Writer writer) ->
                            new Response.Stream(sink -> {
                                try {
                                    writer.write(sink);
                                } finally {
                                    audit.end(trail);
                                }
                            });
                        case Response.Upgraded(Response.Session session) ->
                            new Response.Upgraded((in, out) -> {
                                try {
                                    session.serve(in, out);
                                } finally {
                                    audit.end(trail);
                                }
                            });
                    };
            return new Response(response.status(), response.headers(), body);
        }
    }

    /** What the answer says, where it is whole and in JSON or YAML. */
    private static Optional<ObjectValue> content(Response response) {
        if (!(response.body() instanceof Response.Bytes bytes)) {
            return Optional.empty();
        }
        String type = response.headers().first("Content-Type").orElse("");
        boolean yaml = type.startsWith("application/yaml");
        if (!yaml && !type.startsWith("application/json")) {
            return Optional.empty();
        }
        byte[] whole = bytes.joined();
        try {
            Object value = yaml ? Yaml.parse(whole) : Json.parse(whole);
            return value instanceof ObjectValue object ? Optional.of(object) : Optional.empty();
        } catch (ParseException _) {
            return Optional.empty(); // a node's answer that was handed on, and only calls itself JSON
        }
    }
}
