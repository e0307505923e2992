package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.apiserver.tracing.Steps;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.store.Revision;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes objects and lists in the form the client accepts. Stored bytes are copied, never decoded, where JSON is asked for. */
final class Answers {
    private static final byte[] NEWLINE = {'\n'};
    private static final Response.Span OPEN = span("{");
    private static final Response.Span NEXT = span(",{");
    private static final Response.Span COMMA = span(",");
    private static final Response.Span LIST_END = span("]}\n");

    private Answers() {}

    static Response object(
            int status, Kind kind, StoredObject object, Format format, EncodedObjects encoded, Instant now) {
        return serialized(format, () -> written(status, kind, object, format, encoded, now));
    }

    private static Response serialized(Format format, ScopedValue.CallableOp<Response, RuntimeException> work) {
        return Steps.<Response, RuntimeException>step("SerializeObject", facts -> attributes(format, facts), work);
    }

    private static Map<String, Object> attributes(Format format, Steps.Facts facts) {
        return Map.of(
                "audit-id", facts.auditId(),
                "method", facts.method(),
                "url", facts.url(),
                "protocol", facts.protocol(),
                "mediaType", format.encoding().mediaType());
    }

    private static Response written(
            int status, Kind kind, StoredObject object, Format format, EncodedObjects encoded, Instant now) {
        boolean asStored = format.form() == Format.Form.OBJECT && !format.pretty();
        MetadataForm.requireObject(kind, format);
        if (asStored && format.encoding() == Format.Encoding.JSON) {
            return Response.of(status, "application/json", object.bytes(), NEWLINE);
        }
        if (format.form() == Format.Form.OBJECT && format.encoding() == Format.Encoding.PROTOBUF) {
            List<byte[]> parts =
                    Protobuf.object(kind.type().apiVersion(), kind.type().kind(), encoded.message(object));
            return Response.of(status, format.encoding().mediaType(), parts.toArray(byte[][]::new));
        }
        ObjectValue tree = object.tree();
        return written(
                status,
                switch (format.form()) {
                    case OBJECT -> tree;
                    case TABLE -> table(kind, List.of(tree), versionOf(tree), format, now);
                    case METADATA, METADATA_LIST -> MetadataForm.of(tree, format);
                },
                format);
    }

    static Response value(int status, ObjectValue value, Format format) {
        return serialized(format, () -> written(status, value, format));
    }

    private static Response written(int status, ObjectValue value, Format format) {
        String type = format.encoding().mediaType();
        return switch (format.encoding()) {
            case JSON ->
                format.pretty()
                        ? Response.of(status, type, Json.pretty(value, 2).getBytes(StandardCharsets.UTF_8))
                        : Response.of(status, type, Json.bytes(value), NEWLINE);
            case YAML -> Response.of(status, type, Yaml.write(value).getBytes(StandardCharsets.UTF_8));
            case PROTOBUF -> Response.of(status, type, Protobuf.write(value));
        };
    }

    static Response list(Kind kind, Reader.Page page, Format format, EncodedObjects encoded, Instant now) {
        return serialized(format, () -> written(kind, page, format, encoded, now));
    }

    private static Response written(Kind kind, Reader.Page page, Format format, EncodedObjects encoded, Instant now) {
        ObjectValue metadata = listMetadata(page);
        MetadataForm.requireList(kind, format);
        boolean asStored =
                format.form() == Format.Form.OBJECT && format.encoding() == Format.Encoding.JSON && !format.pretty();
        if (asStored) {
            return new Response(
                    200,
                    Headers.of("Content-Type", "application/json"),
                    new Response.Bytes(stored(kind, page, metadata)));
        }
        if (format.form() == Format.Form.OBJECT && format.encoding() == Format.Encoding.PROTOBUF) {
            List<byte[]> items = page.items().stream().map(encoded::message).toList();
            List<byte[]> parts = Protobuf.list(kind.type().apiVersion(), kind.listKind(), metadata, items);
            return Response.of(200, format.encoding().mediaType(), parts.toArray(byte[][]::new));
        }
        List<ObjectValue> items = page.items().stream().map(StoredObject::tree).toList();
        return written(
                200,
                switch (format.form()) {
                    case OBJECT ->
                        ObjectValue.of(
                                "kind",
                                kind.listKind(),
                                "apiVersion",
                                kind.type().apiVersion(),
                                "metadata",
                                metadata,
                                "items",
                                ListValue.copyOf(items.stream()
                                        .map(item -> withoutType(kind, item))
                                        .toList()));
                    case TABLE -> table(kind, items, metadata, format, now);
                    case METADATA, METADATA_LIST ->
                        ObjectValue.of(
                                "kind",
                                "PartialObjectMetadataList",
                                "apiVersion",
                                "meta.k8s.io/" + format.version(),
                                "metadata",
                                metadata,
                                "items",
                                ListValue.copyOf(items.stream()
                                        .map(item -> MetadataForm.of(item, format))
                                        .toList()));
                },
                format);
    }

    /** The items of a list of built-in kinds do not repeat their type. */
    private static ObjectValue withoutType(Kind kind, ObjectValue item) {
        return kind.schema().goTyped() ? item.without("kind").without("apiVersion") : item;
    }

    private static ObjectValue versionOf(ObjectValue tree) {
        String version = tree.object("metadata").text("resourceVersion", "");
        return version.isEmpty() ? ObjectValue.EMPTY : ObjectValue.of("resourceVersion", version);
    }

    private static ObjectValue listMetadata(Reader.Page page) {
        if (page.revision().equals(Revision.ZERO)) {
            return ObjectValue.EMPTY; // of what is not stored
        }
        ObjectValue metadata = ObjectValue.of("resourceVersion", page.revision().toString());
        if (!page.continueToken().isEmpty()) {
            metadata = metadata.with("continue", page.continueToken());
        }
        return page.remaining().isPresent()
                ? metadata.with("remainingItemCount", page.remaining().getAsLong())
                : metadata;
    }

    /** The stored bytes of all items, each without the type it starts with; nothing is copied. */
    private static Response.Span[] stored(Kind kind, Reader.Page page, ObjectValue metadata) {
        byte[] type = kind.schema().goTyped()
                ? ("{\"kind\":\"" + kind.type().kind() + "\",\"apiVersion\":\""
                                + kind.type().apiVersion() + "\",")
                        .getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        List<Response.Span> spans = new ArrayList<>(2 * page.items().size() + 2);
        spans.add(span("{\"kind\":\"" + kind.listKind() + "\",\"apiVersion\":\""
                + kind.type().apiVersion() + "\",\"metadata\":" + Json.write(metadata) + ",\"items\":["));
        for (StoredObject object : page.items()) {
            byte[] item = object.bytes();
            boolean typed = startsWith(item, type);
            boolean first = spans.size() == 1;
            if (typed) {
                spans.add(first ? OPEN : NEXT);
            } else if (!first) {
                spans.add(COMMA);
            }
            spans.add(new Response.Span(item, typed ? type.length : 0));
        }
        spans.add(LIST_END);
        return spans.toArray(Response.Span[]::new);
    }

    private static Response.Span span(String text) {
        return new Response.Span(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static boolean startsWith(byte[] item, byte[] type) {
        return type.length > 0
                && item.length > type.length
                && java.util.Arrays.equals(item, 0, type.length, type, 0, type.length);
    }

    static ObjectValue table(Kind kind, List<ObjectValue> objects, ObjectValue metadata, Format format, Instant now) {
        ListValue definitions = ListValue.EMPTY;
        for (Column column : kind.columns()) {
            definitions = definitions.plus(ObjectValue.of(
                    "name", column.name(),
                    "type", column.type(),
                    "format", column.format(),
                    "description", column.description(),
                    "priority", (long) column.priority()));
        }
        List<ObjectValue> rows =
                objects.stream().map(object -> row(kind, object, format, now)).toList();
        ObjectValue table =
                ObjectValue.of("kind", "Table", "apiVersion", "meta.k8s.io/" + format.version(), "metadata", metadata);
        return table.with("columnDefinitions", format.withoutHeaders() ? NullValue.NULL : definitions)
                .with("rows", ListValue.copyOf(rows));
    }

    private static ObjectValue row(Kind kind, ObjectValue object, Format format, Instant now) {
        Object[] cells = new Object[kind.columns().size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = kind.columns().get(i).cell().of(object, now);
        }
        ObjectValue row = ObjectValue.of("cells", ListValue.of(cells));
        return switch (format.include()) {
            case "None" -> row.with("object", NullValue.NULL);
            case "Object" -> row.with("object", object);
            default -> row.with("object", MetadataForm.of(object, format));
        };
    }

    /** The same answer, with warnings for the client's user. */
    static Response warned(Response response, List<String> warnings) {
        Headers headers = response.headers();
        for (String warning : warnings) {
            headers = headers.plus(
                    "Warning", "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        }
        return new Response(response.status(), headers, response.body());
    }
}
