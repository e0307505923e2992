package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.authentication.TokenIssuer;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The paths that are no resources: discovery, version, health, keys, metrics. Thread-safe. */
final class Documents implements Handler {
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final List<String> ROOTS = List.of(
            "/.well-known/openid-configuration",
            "/api",
            "/api/v1",
            "/apis",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/openid/v1/jwks",
            "/readyz",
            "/version");

    private final Discovery discovery;
    private final Health health;
    private final ObjectValue version;
    private final TokenIssuer issuer;
    private final Supplier<String> metrics;
    private final OpenApiDocuments openApi;

    Documents(
            Discovery discovery,
            Health health,
            ObjectValue version,
            TokenIssuer issuer,
            Supplier<String> metrics,
            OpenApiDocuments openApi) {
        this.discovery = discovery;
        this.health = health;
        this.version = version;
        this.issuer = issuer;
        this.metrics = metrics;
        this.openApi = openApi;
    }

    @Override
    public Response handle(Request request) {
        Optional<Response> healthy = health.answer(request);
        if (healthy.isPresent()) {
            return healthy.get();
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Refusals.noSuchPath();
        }
        String path = request.path().length() > 1 && request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        return switch (path) {
            case "/", "" -> json(ObjectValue.of("paths", paths()));
            case "/version" -> json(version);
            case "/api" -> wantsAggregated(request) ? aggregated(true) : json(discovery.coreVersions());
            case "/apis" -> wantsAggregated(request) ? aggregated(false) : json(discovery.groups());
            case "/metrics" ->
                Response.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.get().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case "/openid/v1/jwks" -> published("application/jwk-set+json", issuer.keySet());
            case "/.well-known/openid-configuration" ->
                published("application/json", issuer.discovery("https://" + discovery.address() + "/openid/v1/jwks"));
            default -> path.startsWith("/openapi/") ? openApi.answer(path, request) : group(path);
        };
    }

    private Response group(String path) {
        String[] parts = path.substring(1).split("/");
        Optional<ObjectValue> document = Optional.empty();
        if (parts[0].equals("api") && parts.length == 2) {
            document = discovery.resources("", parts[1]);
        } else if (parts[0].equals("apis") && parts.length == 2) {
            document = discovery.group(parts[1]);
        } else if (parts[0].equals("apis") && parts.length == 3) {
            document = discovery.resources(parts[1], parts[2]);
        }
        return document.map(Documents::json).orElseGet(Refusals::noSuchPath);
    }

    private static boolean wantsAggregated(Request request) {
        return request.headers().all("Accept").stream().anyMatch(accept -> accept.replace(" ", "")
                .contains("g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
    }

    private Response aggregated(boolean core) {
        return new Response(
                200,
                Headers.of("Content-Type", AGGREGATED, "Vary", "Accept"),
                new Response.Bytes(Json.bytes(discovery.aggregated(core))));
    }

    private ListValue paths() {
        List<Object> paths = new ArrayList<>(ROOTS);
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
        return Answers.value(200, value, Format.Encoding.JSON);
    }
}
