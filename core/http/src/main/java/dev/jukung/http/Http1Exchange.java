package dev.jukung.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request on an HTTP/1.x connection. */
final class Http1Exchange extends Exchange {
    private final Http1ServerConnection connection;
    private final HttpVersion version;

    Http1Exchange(Http1ServerConnection connection, Caller caller, HttpVersion version) {
        super(connection.channel().eventLoop(), caller);
        this.connection = connection;
        this.version = version;
    }

    HttpVersion version() {
        return version;
    }

    @Override
    HttpResponse head(int status, Headers fields, long length, boolean bodiless) {
        return connection.head(version, status, fields, length, bodiless);
    }

    @Override
    RawConnection upgrade(int status, Headers fields) throws IOException {
        if (status != 101 || !version.equals(HttpVersion.HTTP_1_1)) {
            throw new IOException("an upgrade is an HTTP/1.1 response with status 101, not " + status);
        }
        HttpResponse head = head(status, fields, -1, true);
        RawConnection raw = new RawConnection(connection.channel(), window());
        if (!Transport.execute(loop(), () -> connection.upgrade(this, head, raw))) {
            throw new IOException("the server is closed");
        }
        return raw;
    }

    @Override
    void write(@Nullable Object head, ByteBuf data, boolean last) {
        connection.write(this, (HttpResponse) head, data, last);
    }

    @Override
    void abort() {
        connection.abort(this);
    }
}
