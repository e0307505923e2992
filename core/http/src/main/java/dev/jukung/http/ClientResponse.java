package dev.jukung.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * What a server answers. The content comes as it is read, with back-pressure; whoever does not read it to its end has to
 * {@link #close} it. One thread may read and one may write at a time; closing may come from any.
 */
public final class ClientResponse implements AutoCloseable {
    private final int status;
    private final Headers headers;
    private final String protocol;
    private final InputStream body;
    private final Optional<OutputStream> output;
    private final Runnable close;

    ClientResponse(
            int status,
            Headers headers,
            String protocol,
            InputStream body,
            Optional<OutputStream> output,
            Runnable close) {
        this.status = status;
        this.headers = headers;
        this.protocol = protocol;
        this.body = body;
        this.output = output;
        this.close = close;
    }

    public int status() {
        return status;
    }

    public Headers headers() {
        return headers;
    }

    /** {@code HTTP/1.1} or {@code HTTP/2.0}. */
    public String protocol() {
        return protocol;
    }

    /**
     * The content, or after a switch of protocols whatever the server sends. Reading throws IOException when the
     * connection breaks before the end.
     */
    public InputStream body() {
        return body;
    }

    /** Where to write after the server has switched protocols (status 101); empty otherwise. */
    public Optional<OutputStream> output() {
        return output;
    }

    /** Reads the whole content; throws IOException when it is longer than {@code limit} bytes. */
    public byte[] bytes(int limit) throws IOException {
        byte[] content = body.readNBytes(limit);
        if (content.length == limit && body.read() >= 0) {
            close();
            throw new IOException("the response is longer than " + limit + " bytes");
        }
        return content;
    }

    /** Gives up what has not been read, and ends a switched connection. Closing twice does nothing more. */
    @Override
    public void close() {
        close.run();
    }

    @Override
    public String toString() {
        return protocol + " " + status;
    }
}
