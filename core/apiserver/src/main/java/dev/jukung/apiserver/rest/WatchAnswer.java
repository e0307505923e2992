package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.ObjectWatch;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.model.protobuf.Protobuf;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A watch as a stream of events. In JSON the bytes of an object are the stored ones, in protobuf they are encoded once, and
 * either way shared by all its watchers.
 */
final class WatchAnswer {
    private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);

    /** What happened, and how an event in JSON begins. */
    private enum Event {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK,
        ERROR;

        private final byte[] start = ("{\"type\":\"" + name() + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
    }

    private final ObjectWatch watch;
    private final Format format;
    private final EncodedObjects encoded;
    private final boolean framed;
    private final Clock clock;
    private boolean headersSent;

    private WatchAnswer(ObjectWatch watch, Format format, EncodedObjects encoded, boolean framed, Clock clock) {
        this.watch = watch;
        this.format = format;
        this.encoded = encoded;
        this.framed = framed;
        this.clock = clock;
    }

    /** Owns the watch: it is closed when the client leaves or the time is over. */
    static Response of(ObjectWatch watch, Format format, EncodedObjects encoded, Duration timeout, Clock clock) {
        String type = format.encoding() == Format.Encoding.JSON
                ? format.encoding().mediaType()
                : format.encoding().mediaType() + ";stream=watch";
        return new Response(
                200,
                Headers.of("Content-Type", type),
                new Response.Stream(new WatchAnswer(watch, format, encoded, true, clock).events(timeout)));
    }

    /** Sends an event with each call, without a frame; owns the watch. */
    static Response.Writer messages(
            ObjectWatch watch, Format format, EncodedObjects encoded, Duration timeout, Clock clock) {
        return new WatchAnswer(watch, format, encoded, false, clock).events(timeout);
    }

    private Response.Writer events(Duration timeout) {
        return sink -> {
            Clock.Timer timer = clock.after(timeout, watch::close);
            try (watch) {
                write(sink);
            } finally {
                timer.cancel();
            }
        };
    }

    private void write(Response.Sink sink) throws IOException, InterruptedException {
        while (true) {
            switch (watch.next()) {
                case ObjectWatch.Item.Added(StoredObject object) -> send(sink, Event.ADDED, object);
                case ObjectWatch.Item.Modified(StoredObject object) -> send(sink, Event.MODIFIED, object);
                case ObjectWatch.Item.Deleted(StoredObject object) -> send(sink, Event.DELETED, object);
                case ObjectWatch.Item.Bookmark bookmark -> send(sink, Event.BOOKMARK, bytes(bookmark(bookmark)));
                case ObjectWatch.Item.Expired expired -> {
                    String text = "too old resource version: " + expired.requested() + " (" + expired.oldest() + ")";
                    ApiException gone = new ApiException(Reason.EXPIRED, text);
                    send(sink, Event.ERROR, bytes(gone.status()));
                    return;
                }
                case ObjectWatch.Item.Closed() -> {
                    return;
                }
            }
        }
    }

    private boolean isProtobuf() {
        return format.encoding() == Format.Encoding.PROTOBUF;
    }

    private void send(Response.Sink sink, Event event, StoredObject object) throws IOException, InterruptedException {
        if (format.form() != Format.Form.OBJECT) {
            send(sink, event, bytes(object));
        } else if (!isProtobuf()) {
            sink.send(encoded.jsonEvents()
                    .event(event.name(), object, () -> joined(List.of(event.start, object.bytes(), END))));
        } else if (framed) {
            sink.send(encoded.protobufEvents()
                    .event(event.name(), object, () -> joined(Protobuf.frame(event.name(), bytes(object)))));
        } else {
            send(sink, event, bytes(object));
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        return new Response.Bytes(parts.toArray(byte[][]::new)).joined();
    }

    /** @param object in parts */
    private void send(Response.Sink sink, Event event, List<byte[]> object) throws IOException, InterruptedException {
        if (!isProtobuf()) {
            sink.send(event.start, object.getFirst(), END);
        } else if (framed) {
            sink.send(Protobuf.frame(event.name(), object).toArray(byte[][]::new));
        } else {
            sink.send(Protobuf.event(event.name(), object).toArray(byte[][]::new));
        }
    }

    private List<byte[]> bytes(ObjectValue object) {
        return List.of(isProtobuf() ? Protobuf.write(object) : Json.bytes(object));
    }

    private List<byte[]> bytes(StoredObject object) {
        Kind kind = watch.kind();
        if (format.form() == Format.Form.OBJECT && isProtobuf()) {
            return Protobuf.object(kind.type().apiVersion(), kind.type().kind(), encoded.message(object));
        }
        if (format.form() == Format.Form.OBJECT) {
            return List.of(object.bytes());
        }
        ObjectValue tree = object.tree();
        return bytes(
                switch (format.form()) {
                    // An event is of one object: Kubernetes cannot make a list of it and tells it as it is.
                    case OBJECT, METADATA_LIST -> tree;
                    case METADATA -> MetadataForm.of(tree, format);
                    case TABLE -> row(tree, object);
                });
    }

    /** Each event of a table is a table of one row; the columns come with the first. */
    private ObjectValue row(ObjectValue tree, StoredObject object) {
        Format current = headersSent ? format.afterFirstRow() : format;
        headersSent = true;
        ObjectValue metadata =
                ObjectValue.of("resourceVersion", object.modified().toString());
        return Answers.table(watch.kind(), List.of(tree), metadata, current, clock.now());
    }

    private ObjectValue bookmark(ObjectWatch.Item.Bookmark bookmark) {
        Kind kind = watch.kind();
        ObjectValue metadata =
                ObjectValue.of("resourceVersion", bookmark.revision().toString());
        if (kind.schema().goTyped()) {
            metadata = metadata.with("creationTimestamp", dev.jukung.value.NullValue.NULL);
        }
        if (bookmark.initialEventsEnd()) {
            metadata = metadata.with("annotations", ObjectValue.of("k8s.io/initial-events-end", "true"));
        }
        return ObjectValue.of(
                "kind", kind.type().kind(), "apiVersion", kind.type().apiVersion(), "metadata", metadata);
    }
}
