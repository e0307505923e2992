package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.AuditTrail;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.tracing.PassedSpan;
import dev.jukung.apiserver.tracing.Span;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.apiserver.tracing.Tracing;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The spans of requests and of the filters on their way, under kube-apiserver's names. Immutable. */
record Traced(Tracing tracing) {
    private static final List<String> PROPAGATED = List.of("traceparent", "tracestate", "baggage");
    /** Whose word counts on which trace a request is part of, and so on whether it is traced. */
    private static final List<String> TRUSTED = List.of(User.MASTERS, "system:monitoring");

    private static final int HTTPS = 443;
    private static final int SERVER_FAILURE = 500;

    /** The filter with a span that lasts as long as the request is behind it. */
    Filter around(String name, Filter filter) {
        return tracing.enabled()
                ? (request, next) -> {
                    Span span = Steps.current()
                            .map(outer -> outer.child(name, Span.Kind.INTERNAL, Map::of))
                            .orElseGet(() -> tracing.root(name));
                    return within(span, request, inner -> filter.filter(inner, next));
                }
                : filter;
    }

    /** The span of the request itself, below authentication: it depends on the user whose trace is followed. */
    Filter requests() {
        return (request, next) -> tracing.enabled() ? traced(request, next) : passed(request, next);
    }

    private static Response passed(Request request, Handler next) throws InterruptedException {
        if (!request.headers().contains(PROPAGATED.getFirst())) {
            return next.handle(request);
        }
        Map<String, String> headers = new HashMap<>();
        for (String name : PROPAGATED) {
            request.header(name).ifPresent(value -> headers.put(name, value));
        }
        return Steps.<Response, InterruptedException>within(
                new PassedSpan(headers), Steps.Facts.NONE, () -> next.handle(request));
    }

    private Response traced(Request request, Handler next) throws InterruptedException {
        boolean trusted = TRUSTED.stream().anyMatch(Filters.USER.get()::in);
        Span span = tracing.request(name(request), request.headers(), trusted, () -> attributes(request));
        return within(span, request, inner -> {
            Response response = next.handle(inner);
            span.add(() -> attributes(request, response));
            if (response.status() >= SERVER_FAILURE) {
                span.failed("");
            }
            return response;
        });
    }

    /** The span ends when the answer is written. */
    private static Response within(Span span, Request request, Handler work) throws InterruptedException {
        Steps.Facts facts = new Steps.Facts(auditId(), request.method(), request.path(), request.protocol());
        boolean over = true;
        try {
            Response response = Steps.<Response, InterruptedException>within(span, facts, () -> work.handle(request));
            Response.Body body =
                    switch (response.body()) {
                        case Response.Bytes bytes -> bytes;
                        case Response.Stream(Response.Writer writer) -> {
                            over = false;
                            yield new Response.Stream(sink -> {
                                try {
                                    writer.write(sink);
                                } finally {
                                    span.end();
                                }
                            });
                        }
                        case Response.Upgraded(Response.Session session) -> {
                            over = false;
                            yield new Response.Upgraded((in, out) -> {
                                try {
                                    session.serve(in, out);
                                } finally {
                                    span.end();
                                }
                            });
                        }
                    };
            return new Response(response.status(), response.headers(), body);
        } finally {
            if (over) {
                span.end();
            }
        }
    }

    private static String auditId() {
        return AuditTrail.ID.isBound() ? AuditTrail.ID.get() : "";
    }

    static String name(Request request) {
        RequestInfo info = RequestInfo.of(request);
        if (!info.forResource()) {
            return request.method();
        }
        boolean ofNamespace =
                info.resource().equals("namespaces") && !info.name().isEmpty();
        StringBuilder name = new StringBuilder(request.method())
                .append(info.group().isEmpty() ? " /api" : " /apis/" + info.group())
                .append('/')
                .append(info.version());
        if (!info.namespace().isEmpty() || ofNamespace) {
            name.append("/namespaces/{:namespace}");
        }
        name.append('/').append(info.resource());
        if (!info.name().isEmpty()) {
            name.append("/{:name}");
        }
        return info.subresource().isEmpty()
                ? name.toString()
                : name.append('/').append(info.subresource()).toString();
    }

    private static Map<String, Object> attributes(Request request) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        String authority = request.header("Host").orElse("");
        int colon = authority.lastIndexOf(':');
        boolean withPort = colon > authority.lastIndexOf(']');
        String host = withPort ? authority.substring(0, colon) : authority;
        attributes.put("server.address", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        attributes.put("http.request.method", request.method());
        attributes.put("url.scheme", "https");
        if (withPort && authority.substring(colon + 1).matches("[0-9]{1,5}")) {
            long port = Long.parseLong(authority.substring(colon + 1));
            if (port != HTTPS) {
                attributes.put("server.port", port);
            }
        }
        String peer = host(request.peer());
        attributes.put("network.peer.address", peer);
        attributes.put("network.peer.port", (long) request.peer().getPort());
        request.header("User-Agent").ifPresent(agent -> attributes.put("user_agent.original", agent));
        List<String> forwarded = request.headers().elements("X-Forwarded-For");
        attributes.put("client.address", forwarded.isEmpty() ? peer : forwarded.getFirst());
        attributes.put("url.path", request.path());
        attributes.put("network.protocol.version", protocolVersion(request));
        attributes.put("http.target", request.target());
        attributes.put("audit-id", auditId());
        return attributes;
    }

    private static String protocolVersion(Request request) {
        String version = request.protocol().substring(request.protocol().indexOf('/') + 1);
        return version.equals("2.0") ? "2" : version;
    }

    private static Map<String, Object> attributes(Request request, Response response) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (request.body().length > 0) {
            attributes.put("http.request.body.size", (long) request.body().length);
        }
        if (response.body() instanceof Response.Bytes bytes && bytes.length() > 0) {
            attributes.put("http.response.body.size", bytes.length());
        }
        attributes.put("http.response.status_code", (long) response.status());
        return attributes;
    }

    private static String host(InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        return address == null ? peer.getHostString() : address.getHostAddress();
    }

    /** What the steps Get, List, Create and so on tell. */
    static Map<String, Object> fields(Request request, RequestInfo info, Steps.Facts facts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> forwarded = request.headers().elements("X-Forwarded-For");
        fields.put("accept", request.header("Accept").orElse(""));
        fields.put("audit-id", facts.auditId());
        fields.put("client", forwarded.isEmpty() ? host(request.peer()) : forwarded.getFirst());
        fields.put("api-group", info.group());
        fields.put("api-version", info.version());
        fields.put("name", info.name());
        fields.put("subresource", info.subresource());
        fields.put("namespace", info.namespace());
        fields.put("protocol", request.protocol());
        fields.put("resource", info.resource());
        fields.put("scope", RequestMetrics.scope(info));
        fields.put("url", request.path());
        fields.put("user-agent", request.header("User-Agent").orElse(""));
        fields.put("verb", RequestMetrics.verb(info));
        return fields;
    }

    /** The step that a verb is; empty where it is none. */
    static String step(String verb) {
        return switch (verb) {
            case "get" -> "Get";
            case "list" -> "List";
            case "create" -> "Create";
            case "update" -> "Update";
            case "patch" -> "Patch";
            case "delete", "deletecollection" -> "Delete";
            default -> "";
        };
    }
}
