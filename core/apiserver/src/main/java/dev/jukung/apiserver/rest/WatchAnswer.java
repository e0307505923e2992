package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.ObjectWatch;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Response;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A watch as a stream of JSON events. The bytes of an object are the stored ones, shared by all its watchers. */
final class WatchAnswer {
    private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ADDED = start("ADDED");
    private static final byte[] MODIFIED = start("MODIFIED");
    private static final byte[] DELETED = start("DELETED");
    private static final byte[] BOOKMARK = start("BOOKMARK");
    private static final byte[] ERROR = start("ERROR");

    private final ObjectWatch watch;
    private final Format format;
    private final Clock clock;
    private boolean headersSent;

    private WatchAnswer(ObjectWatch watch, Format format, Clock clock) {
        this.watch = watch;
        this.format = format;
        this.clock = clock;
    }

    private static byte[] start(String type) {
        return ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
    }

    /** Owns the watch: it is closed when the client leaves or the time is over. */
    static Response of(ObjectWatch watch, Format format, Duration timeout, Clock clock) {
        return new Response(
                200,
                Headers.of("Content-Type", "application/json"),
                new Response.Stream(events(watch, format, timeout, clock)));
    }

    /** Sends an event with each call; owns the watch. */
    static Response.Writer events(ObjectWatch watch, Format format, Duration timeout, Clock clock) {
        WatchAnswer answer = new WatchAnswer(watch, format, clock);
        return sink -> {
            Clock.Timer timer = clock.after(timeout, watch::close);
            try (watch) {
                answer.write(sink);
            } finally {
                timer.cancel();
            }
        };
    }

    private void write(Response.Sink sink) throws IOException, InterruptedException {
        while (true) {
            switch (watch.next()) {
                case ObjectWatch.Item.Added(StoredObject object) -> sink.send(ADDED, bytes(object), END);
                case ObjectWatch.Item.Modified(StoredObject object) -> sink.send(MODIFIED, bytes(object), END);
                case ObjectWatch.Item.Deleted(StoredObject object) -> sink.send(DELETED, bytes(object), END);
                case ObjectWatch.Item.Bookmark bookmark -> sink.send(BOOKMARK, Json.bytes(bookmark(bookmark)), END);
                case ObjectWatch.Item.Expired expired -> {
                    String text = "too old resource version: " + expired.requested() + " (" + expired.oldest() + ")";
                    ApiException gone = new ApiException(Reason.EXPIRED, text);
                    sink.send(ERROR, Json.bytes(gone.status()), END);
                    return;
                }
                case ObjectWatch.Item.Closed() -> {
                    return;
                }
            }
        }
    }

    private byte[] bytes(StoredObject object) {
        return switch (format.form()) {
            case OBJECT -> object.bytes();
            case METADATA -> Json.bytes(Answers.metadata(object.tree(), format));
            case TABLE -> Json.bytes(row(object.tree(), object));
        };
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
