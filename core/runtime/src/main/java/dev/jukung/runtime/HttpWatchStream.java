package dev.jukung.runtime;

import dev.jukung.http.ClientResponse;
import dev.jukung.model.KubeObject;
import dev.jukung.runtime.ApiClient.Event;
import dev.jukung.runtime.ApiClient.WatchStream;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.Function;

/** A watch over HTTP: one JSON object per line. Confined to one thread, except {@link #close}. */
final class HttpWatchStream<T extends KubeObject> implements WatchStream<T> {
    /** An object may have 1.5 MiB, as in etcd; a line that is longer is no event. */
    private static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

    private static final int BUFFER_BYTES = 16 * 1024;

    private final ClientResponse response;
    private final InputStream body;
    private final Function<ObjectValue, T> view;

    HttpWatchStream(ClientResponse response, Function<ObjectValue, T> view) {
        this.response = response;
        this.body = new BufferedInputStream(response.body(), BUFFER_BYTES);
        this.view = view;
    }

    @Override
    public Event<T> next() throws InterruptedException {
        try {
            byte[] line = readLine();
            return line.length == 0 ? new Event.Ended<>(Reason.UNKNOWN, "the server closed the watch") : event(line);
        } catch (InterruptedIOException e) {
            throw HttpFailures.interrupted(e);
        } catch (IOException | ParseException e) {
            return new Event.Ended<>(Reason.UNKNOWN, "watching failed: " + e.getMessage());
        }
    }

    private Event<T> event(byte[] line) {
        ObjectValue event = Json.parseObject(line);
        ObjectValue object = event.object("object");
        return switch (event.text("type", "")) {
            case "ADDED" -> new Event.Added<>(view.apply(object));
            case "MODIFIED" -> new Event.Modified<>(view.apply(object));
            case "DELETED" -> new Event.Deleted<>(view.apply(object));
            case "BOOKMARK" -> new Event.Bookmark<>(object.object("metadata").text("resourceVersion", ""));
            case "ERROR" -> {
                ApiException failure = HttpFailures.ofStatus(object, Reason.UNKNOWN.code());
                yield new Event.Ended<>(failure.reason(), String.valueOf(failure.getMessage()));
            }
            default -> new Event.Ended<>(Reason.UNKNOWN, "no event of a watch: " + event.text("type", ""));
        };
    }

    /** Without the line's end; empty at the end of the stream. */
    private byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = body.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            if (line.size() > LINE_BYTES_MAX) {
                throw new IOException("an event is longer than " + LINE_BYTES_MAX + " bytes");
            }
            next = body.read();
        }
        return line.toByteArray();
    }

    @Override
    public void close() {
        response.close();
    }
}
