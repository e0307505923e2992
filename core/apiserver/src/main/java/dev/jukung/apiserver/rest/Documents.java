package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.authentication.TokenIssuer;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.apiserver.flowcontrol.FlowDump;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The paths that are no resources: discovery, version, health, keys, metrics. Thread-safe. */
final class Documents implements Handler {
    private static final String AGGREGATED = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final List<String> ROOTS = List.of(
            "/.well-known/openid-configuration",
            "/api",
            "/api/v1",
            "/apis",
            "/apis/",
            "/flagz",
            "/metrics",
            "/metrics/slis",
            "/openapi/v2",
            "/openapi/v3",
            "/openapi/v3/",
            "/openid/v1/jwks",
            "/statusz",
            "/version");

    /** What is read only; groups, indexes and health answer to any method. */
    private static final List<String> READ_ONLY =
            List.of("/.well-known/openid-configuration", "/api", "/apis", "/openid/v1/jwks", "/version");

    private static final String KEYS_TYPE = "application/jwk-set+json";

    private final Discovery discovery;
    private final Health health;
    private final ObjectValue version;
    private final TokenIssuer issuer;
    private final Supplier<String> metrics;
    private final OpenApiDocuments openApi;
    private final FlowDump flows;
    private final StatusPages pages;

    Documents(
            Discovery discovery,
            Health health,
            ObjectValue version,
            TokenIssuer issuer,
            Supplier<String> metrics,
            OpenApiDocuments openApi,
            FlowDump flows,
            StatusPages pages) {
        this.discovery = discovery;
        this.health = health;
        this.version = version;
        this.issuer = issuer;
        this.metrics = metrics;
        this.openApi = openApi;
        this.flows = flows;
        this.pages = pages;
    }

    @Override
    public Response handle(Request request) {
        Optional<Response> healthy = health.answer(request);
        if (healthy.isPresent()) {
            return healthy.get();
        }
        String path = request.path().length() > 1 && request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        if (!request.method().equals("GET") && READ_ONLY.contains(path)) {
            throw Refusals.methodNotAllowed();
        }
        Optional<Response> page = pages.answer(path, request);
        if (page.isPresent()) {
            return page.get();
        }
        return switch (path) {
            case "/", "" -> json(ObjectValue.of("paths", paths()));
            case "/version" -> {
                checkAccepted(request, Format.Encoding.JSON.mediaType());
                yield json(version);
            }
            case "/api" -> aggregated(request, true).orElseGet(() -> negotiated(discovery.coreVersions(), request));
            case "/apis" -> aggregated(request, false).orElseGet(() -> negotiated(discovery.groups(), request));
            case "/metrics" ->
                Response.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.get().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case "/metrics/slis" ->
                Response.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        health.metrics().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case "/openid/v1/jwks" -> {
                checkAccepted(request, KEYS_TYPE);
                yield published(KEYS_TYPE, issuer.keySet());
            }
            case "/.well-known/openid-configuration" -> {
                String type = Format.Encoding.JSON.mediaType();
                checkAccepted(request, type);
                yield published(type, issuer.discovery("https://" + discovery.address() + "/openid/v1/jwks"));
            }
            default ->
                path.startsWith("/openapi/")
                        ? openApi.answer(path, request)
                        : path.startsWith(FlowDump.PATH) ? flows(path, request) : group(path, request);
        };
    }

    /** What has a type of its own says so to those who accept another one only. */
    private static void checkAccepted(Request request, String type) {
        if (Accept.parse(request.header("Accept").orElse("")).stream().noneMatch(clause -> clause.covers(type))) {
            throw Refusals.generic(Reason.NOT_ACCEPTABLE, "406: Not Acceptable\n\nAvailable representations: " + type);
        }
    }

    private Response flows(String path, Request request) {
        boolean details = !request.parameter("includeRequestDetails").orElse("").isEmpty();
        return flows.of(path, details).map(text -> Response.text(200, text)).orElseGet(Refusals::noSuchPath);
    }

    private Response group(String path, Request request) {
        String[] parts = path.substring(1).split("/");
        if (parts[0].equals("api") && parts.length == 2) {
            return version("", parts[1], request);
        }
        if (parts[0].equals("apis") && parts.length == 3) {
            return version(parts[1], parts[2], request);
        }
        Optional<ObjectValue> document =
                parts[0].equals("apis") && parts.length == 2 ? discovery.group(parts[1]) : Optional.empty();
        return document.map(value -> negotiated(value, request)).orElseGet(Refusals::noSuchPath);
    }

    private Response version(String group, String version, Request request) {
        Optional<ObjectValue> document = discovery.resources(group, version);
        if (document.isEmpty()) {
            return Refusals.noSuchVersion(discovery.isBuiltIn(group));
        }
        if (!request.method().equals("GET")) {
            throw Refusals.methodNotAllowed();
        }
        return negotiated(document.get(), request);
    }

    /** All groups with their resources in one document, if that is what the client likes best of what there is. */
    private Optional<Response> aggregated(Request request, boolean core) {
        for (Accept clause : Accept.parse(request.header("Accept").orElse(""))) {
            boolean json = clause.covers(Format.Encoding.JSON.mediaType());
            if (!json && !clause.covers(Format.Encoding.PROTOBUF.mediaType())) {
                continue;
            }
            if (clause.parameter("as").isEmpty() && clause.parameter("g").isEmpty()) {
                return Optional.empty();
            }
            boolean known = clause.parameter("g").equals("apidiscovery.k8s.io")
                    && clause.parameter("v").equals("v2")
                    && clause.parameter("as").equals("APIGroupDiscoveryList");
            if (known) {
                ObjectValue document = discovery.aggregated(core);
                Format.Encoding encoding = json ? Format.Encoding.JSON : Format.Encoding.PROTOBUF;
                byte[] bytes = json ? Json.bytes(document) : Protobuf.write(document);
                return Optional.of(tagged(request, encoding.mediaType() + AGGREGATED, bytes));
            }
        }
        return Optional.empty();
    }

    /** With what clients ask again whether they have it already. */
    private static Response tagged(Request request, String type, byte[] bytes) {
        String tag = '"' + OpenApiDocument.hash(bytes) + '"';
        Headers headers =
                Headers.of("Content-Type", type, "Etag", tag, "Vary", "Accept").plus("Cache-Control", "public");
        boolean known = request.header("If-None-Match").filter(tag::equals).isPresent();
        return known
                ? new Response(304, headers, new Response.Bytes())
                : new Response(200, headers, new Response.Bytes(bytes));
    }

    private static Response negotiated(ObjectValue value, Request request) {
        return Answers.value(200, value, Format.plain(request).orElseThrow(Format::notAcceptable));
    }

    private ListValue paths() {
        List<Object> paths = new ArrayList<>(ROOTS);
        paths.addAll(health.paths());
        for (ObjectValue group : discovery.groups().list("groups").objects()) {
            paths.add("/apis/" + group.text("name", ""));
            group.list("versions").objects().forEach(each -> paths.add("/apis/" + each.text("groupVersion", "")));
        }
        paths.sort(java.util.Comparator.comparing(Object::toString));
        return ListValue.copyOf(paths);
    }

    /** What verifiers of tokens read, and may keep for an hour. */
    private static Response published(String type, ObjectValue value) {
        Headers headers = Headers.of("Content-Type", type, "Cache-Control", "public, max-age=3600");
        return new Response(200, headers, new Response.Bytes(Json.bytes(value)));
    }

    private static Response json(ObjectValue value) {
        return Answers.value(200, value, Format.JSON);
    }
}
