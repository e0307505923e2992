package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.openapi.ApiResource;
import dev.jukung.schema.openapi.CustomDefinitions;
import dev.jukung.schema.openapi.DefinitionSource;
import dev.jukung.schema.openapi.OpenApiV2;
import dev.jukung.schema.openapi.OpenApiV3;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /openapi/v2} and {@code /openapi/v3}, made when they are first asked for. Thread-safe. */
final class OpenApiDocuments {
    private static final String REVIEW_GROUP = "io.k8s.api.";

    /** @param kinds what it was made from: while these are served, it is up to date */
    private record Document(List<Kind> kinds, byte[] bytes, String hash) {}

    private final Kinds kinds;
    private final Schemas schemas;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    OpenApiDocuments(Kinds kinds, Schemas schemas) {
        this.kinds = kinds;
        this.schemas = schemas;
    }

    Response answer(String path, Request request) {
        if (path.equals("/openapi/v2")) {
            return document(current("v2", kinds.all()), request);
        }
        if (path.equals("/openapi/v3")) {
            return Answers.value(200, index(), Format.JSON);
        }
        String groupVersion = path.substring("/openapi/v3/".length());
        List<Kind> served = in(groupVersion);
        if (served.isEmpty()) {
            documents.remove(groupVersion);
            throw Refusals.noSuchResource();
        }
        return document(current(groupVersion, served), request);
    }

    private Document current(String name, List<Kind> served) {
        return Objects.requireNonNull(
                documents.compute(
                        name, (_, known) -> known != null && known.kinds().equals(served) ? known : made(name, served)),
                name);
    }

    private static Response document(Document document, Request request) {
        boolean acceptable = Accept.parse(request.header("Accept").orElse("")).stream()
                .anyMatch(clause -> clause.covers(Format.Encoding.JSON.mediaType()));
        if (!acceptable) {
            return new Response(406, Headers.of("Vary", "Accept"), new Response.Bytes());
        }
        String tag = '"' + document.hash().toUpperCase(Locale.ROOT) + '"';
        Headers headers = Headers.of("Content-Type", "application/json", "Etag", tag, "Vary", "Accept");
        boolean known = request.header("If-None-Match").filter(tag::equals).isPresent();
        return known
                ? new Response(304, headers, new Response.Bytes())
                : new Response(200, headers, new Response.Bytes(document.bytes()));
    }

    private ObjectValue index() {
        Map<String, String> hashes = new TreeMap<>();
        for (Kind kind : kinds.all()) {
            hashes.computeIfAbsent(path(kind), each -> {
                StringBuilder content = new StringBuilder();
                for (Kind other : in(each)) {
                    content.append(resource(other))
                            .append(other.customSchema().map(Object::toString).orElse(""));
                }
                return hash(content.toString().getBytes(StandardCharsets.UTF_8));
            });
        }
        return OpenApiV3.index(hashes);
    }

    private static String path(Kind kind) {
        return kind.type().group().isEmpty()
                ? "api/" + kind.type().version()
                : "apis/" + kind.type().apiVersion();
    }

    private Document made(String name, List<Kind> served) {
        List<ApiResource> all = served.stream().map(OpenApiDocuments::resource).toList();
        DefinitionSource builtIn = source();
        DefinitionSource definitions = builtIn.with(custom(served, builtIn));
        byte[] bytes = Json.bytes(
                name.equals("v2")
                        ? OpenApiV2.document(ServerVersion.GIT_VERSION, all, definitions)
                        : OpenApiV3.document(ServerVersion.GIT_VERSION, all, definitions));
        return new Document(served, bytes, hash(bytes));
    }

    private static Map<String, ObjectValue> custom(List<Kind> served, DefinitionSource builtIn) {
        Map<String, ObjectValue> definitions = new LinkedHashMap<>();
        for (Kind kind : served) {
            kind.customSchema()
                    .ifPresent(schema -> definitions.putAll(CustomDefinitions.of(resource(kind), schema, builtIn)));
        }
        return definitions;
    }

    /** Descriptions are read only for these documents and not kept: they are most of their size. */
    private DefinitionSource source() {
        return DefinitionSource.of(schemas, dev.jukung.model.Schemas.descriptions());
    }

    private List<Kind> in(String groupVersion) {
        return kinds.all().stream()
                .filter(kind -> path(kind).equals(groupVersion))
                .toList();
    }

    private static String definition(Kind kind) {
        return kind.isCustom()
                ? CustomDefinitions.name(
                        kind.type().group(), kind.type().version(), kind.type().kind())
                : kind.schema().definitionName().orElse("");
    }

    private static ApiResource resource(Kind kind) {
        List<ApiResource.Subresource> subresources = new ArrayList<>();
        new TreeMap<>(kind.subresources())
                .forEach((name, subresource) -> subresources.add(subresource(kind, name, subresource)));
        return new ApiResource(
                kind.type().group(),
                kind.type().version(),
                kind.type().kind(),
                kind.type().plural(),
                kind.type().namespaced(),
                definition(kind),
                kind.verbs(),
                subresources,
                kind.isCustom(),
                kind.type().plural().equals("pods"));
    }

    private static ApiResource.Subresource subresource(Kind kind, String name, Subresource subresource) {
        Subresource.GroupVersionKind shown = subresource.kind();
        boolean own = shown.kind().isEmpty();
        String group = own ? kind.type().group() : shown.group();
        String version = own ? kind.type().version() : shown.version();
        String type = own ? kind.type().kind() : shown.kind();
        boolean connects = subresource instanceof Subresource.Connect && !name.equals("log");
        List<String> methods = !connects
                ? List.of()
                : name.equals("proxy")
                        ? List.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH")
                        : List.of("GET", "POST");
        String definition = connects || name.equals("log") ? "" : definition(kind, own, shown);
        return new ApiResource.Subresource(
                name,
                group,
                version,
                type,
                definition,
                connects ? List.of() : subresource.verbs(),
                methods,
                name.equals("proxy"));
    }

    private static String definition(Kind kind, boolean own, Subresource.GroupVersionKind shown) {
        String group = shown.group().isEmpty() ? "core" : shown.group().split("\\.")[0];
        return own ? definition(kind) : REVIEW_GROUP + group + "." + shown.version() + "." + shown.kind();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
