package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.schema.Schemas;
import dev.jukung.schema.openapi.MergedOpenApi;
import dev.jukung.schema.openapi.OpenApiV3;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /openapi/v2} and {@code /openapi/v3}, made when they are first asked for. Thread-safe. */
final class OpenApiDocuments {
    private final Kinds kinds;
    private final Delegation delegation;
    private final OpenApiContent content;
    private final Clock clock;
    private final Map<String, OpenApiDocument> documents = new ConcurrentHashMap<>();
    private final Map<String, OpenApiDocument> others = new TreeMap<>();
    // Guarded by this.
    private @Nullable OpenApiDocument version2;
    private List<String> remoteTags = List.of();

    OpenApiDocuments(Kinds kinds, Delegation delegation, Schemas schemas, Clock clock) {
        this.kinds = kinds;
        this.delegation = delegation;
        this.content = new OpenApiContent(schemas);
        this.clock = clock;
    }

    Response answer(String path, Request request) {
        if (path.equals("/openapi/v2")) {
            return version2().answer(request);
        }
        if (path.equals("/openapi/v3")) {
            // Kubernetes serves the index as a file without a name, whose type Go guesses from its beginning.
            Headers headers = Headers.of(
                    "Content-Type",
                    "text/plain; charset=utf-8",
                    "Last-Modified",
                    OpenApiDocument.httpDate(clock.now()));
            return new Response(200, headers, new Response.Bytes(Json.bytes(index())));
        }
        String name = path.substring("/openapi/v3/".length());
        OpenApiDocument other = others().get(name);
        if (other != null) {
            return addressed(name, other::hash, request, other);
        }
        List<Kind> served = in(name);
        if (served.isEmpty()) {
            documents.remove(name);
            throw Refusals.noSuchResource();
        }
        return addressed(name, () -> hash(served), request, current(name, served));
    }

    /** Of all kinds that are served here, with what other servers tell. */
    private synchronized OpenApiDocument version2() {
        List<Kind> served = kinds.all();
        List<Delegation.Document> remote = delegation.openApi();
        List<String> tags =
                remote.stream().map(each -> each.name() + " " + each.tag()).toList();
        if (version2 == null || !version2.kinds().equals(served) || !tags.equals(remoteTags)) {
            ObjectValue document = content.version2(served);
            for (Delegation.Document other : remote) {
                document = MergedOpenApi.of(document, other.content());
            }
            version2 = new OpenApiDocument(served, OpenApiDocument.Version.V2, document, clock);
            remoteTags = tags;
        }
        return version2;
    }

    private OpenApiDocument current(String name, List<Kind> served) {
        return Objects.requireNonNull(
                documents.compute(
                        name, (_, known) -> known != null && known.kinds().equals(served) ? known : made(served)),
                name);
    }

    /**
     * An address with the hash of another content, from an older index, leads on to the present one. Answers are not called
     * immutable: the hash in the index is of what a document is made from, and another release makes another one from the same.
     */
    private static Response addressed(String name, Supplier<String> hash, Request request, OpenApiDocument document) {
        Optional<String> asked = request.query().getOrDefault("hash", List.of()).stream()
                .filter(text -> !text.isEmpty())
                .findFirst();
        if (asked.isPresent()) {
            String present = hash.get();
            if (!asked.get().equals(present)) {
                return new Response(
                        301,
                        Headers.of("Location", OpenApiV3.address(name, present), "Vary", "Accept"),
                        new Response.Bytes());
            }
        }
        return document.answer(request);
    }

    private ObjectValue index() {
        Map<String, String> hashes = new TreeMap<>();
        others().forEach((name, document) -> hashes.put(name, document.hash()));
        for (Kind kind : kinds.all()) {
            hashes.computeIfAbsent(path(kind), each -> hash(in(each)));
        }
        ObjectValue index = OpenApiV3.index(hashes);
        Map<String, ObjectValue> remote = delegation.openApiAddresses();
        if (remote.isEmpty()) {
            return index;
        }
        Map<String, Object> paths = new TreeMap<>(remote);
        index.object("paths").forEach(paths::putIfAbsent);
        ObjectValue.Builder all = ObjectValue.builder();
        paths.forEach(all::set);
        return index.with("paths", all.build());
    }

    private static String hash(List<Kind> served) {
        return OpenApiDocument.hash(OpenApiContent.summary(served).getBytes(StandardCharsets.UTF_8));
    }

    private static String path(Kind kind) {
        return kind.type().group().isEmpty()
                ? "api/" + kind.type().version()
                : "apis/" + kind.type().apiVersion();
    }

    private OpenApiDocument made(List<Kind> served) {
        return new OpenApiDocument(served, OpenApiDocument.Version.V3, content.version3(served), clock);
    }

    /** Made once, of the built-in kinds. */
    private synchronized Map<String, OpenApiDocument> others() {
        if (others.isEmpty()) {
            content.others(kinds.all())
                    .forEach((name, document) -> others.put(
                            name, new OpenApiDocument(List.of(), OpenApiDocument.Version.V3, document, clock)));
        }
        return others;
    }

    private List<Kind> in(String groupVersion) {
        return kinds.all().stream()
                .filter(kind -> path(kind).equals(groupVersion))
                .toList();
    }
}
