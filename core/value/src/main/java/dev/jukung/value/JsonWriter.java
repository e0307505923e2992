package dev.jukung.value;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON piece by piece, as Go's encoding/json does it: compact, with {@code <}, {@code >}, {@code &} and the two
 * Unicode line separators escaped. Commas come by themselves. {@link #raw} takes text that is JSON already, so that a
 * list is put together from stored bytes without reading them.
 *
 * <p>With a sink, what has been written is handed on in blocks and memory stays bounded; without one, all of it is kept
 * for {@link #toByteArray}. Whether the pieces make sense together is the caller's business. Confined to one thread.
 */
public final class JsonWriter {
    /** Takes what has been written so far; the array is reused as soon as it returns. */
    public interface Sink {
        void write(byte[] buffer, int offset, int length) throws IOException;
    }

    /** With a sink, about so many bytes are handed on at once. */
    public static final int BLOCK_BYTES = 32 * 1024;

    private final @Nullable Sink sink;
    private final JsonBuffer buffer;
    private boolean needsComma;

    /** A writer that keeps everything. */
    public JsonWriter(int expectedBytes) {
        this.sink = null;
        this.buffer = new JsonBuffer(expectedBytes);
    }

    /** A writer that hands on what it has when there is enough of it, and the rest on {@link #flush}. */
    public JsonWriter(Sink sink) {
        this.sink = Objects.requireNonNull(sink, "sink");
        this.buffer = new JsonBuffer(BLOCK_BYTES + 1024);
    }

    /** A writer onto a stream; {@link #flush} hands on the rest but does not flush the stream. */
    public JsonWriter(OutputStream stream) {
        this((Sink) stream::write);
    }

    public JsonWriter beginObject() throws IOException {
        return open('{');
    }

    public JsonWriter endObject() throws IOException {
        return close('}');
    }

    public JsonWriter beginArray() throws IOException {
        return open('[');
    }

    public JsonWriter endArray() throws IOException {
        return close(']');
    }

    /** The key of the value that comes next. */
    public JsonWriter key(String key) throws IOException {
        comma();
        buffer.key(key);
        needsComma = false;
        return this;
    }

    public JsonWriter value(Object value) throws IOException {
        comma();
        buffer.write(value);
        handOn();
        return this;
    }

    /** A value that is JSON text already. */
    public JsonWriter raw(byte[] json) throws IOException {
        return raw(json, 0, json.length);
    }

    /** A value that is JSON text already. */
    public JsonWriter raw(byte[] json, int offset, int length) throws IOException {
        comma();
        Sink target = sink;
        if (target != null && length >= BLOCK_BYTES) {
            flush();
            target.write(json, offset, length);
            return this;
        }
        buffer.raw(json, offset, length);
        handOn();
        return this;
    }

    /** A line break: Kubernetes' serializers end an answer with one. The next value begins without a comma. */
    public JsonWriter newline() throws IOException {
        buffer.mark('\n');
        needsComma = false;
        handOn();
        return this;
    }

    /** Hands on everything written so far; without a sink it does nothing. */
    public void flush() throws IOException {
        if (sink != null && buffer.size() > 0) {
            sink.write(buffer.array(), 0, buffer.size());
            buffer.clear();
        }
    }

    /** What has been written; with a sink, what has not been handed on yet. */
    public byte[] toByteArray() {
        return buffer.toByteArray();
    }

    private void handOn() throws IOException {
        if (buffer.size() >= BLOCK_BYTES) {
            flush();
        }
    }

    private JsonWriter open(char bracket) throws IOException {
        comma();
        buffer.mark(bracket);
        needsComma = false;
        return this;
    }

    private JsonWriter close(char bracket) throws IOException {
        buffer.mark(bracket);
        needsComma = true;
        handOn();
        return this;
    }

    private void comma() {
        if (needsComma) {
            buffer.mark(',');
        }
        needsComma = true;
    }
}
