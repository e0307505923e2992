package dev.jukung.http;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Header fields of HTTP/1.x, from and to Netty's. Stateless. */
final class Http1Fields {
    private Http1Fields() {}

    static Headers read(HttpHeaders headers) {
        List<Headers.Field> fields = new ArrayList<>(headers.size());
        Iterator<Map.Entry<String, String>> entries = headers.iteratorAsString();
        while (entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            fields.add(new Headers.Field(entry.getKey(), entry.getValue()));
        }
        return Headers.of(fields);
    }

    /**
     * @param length goes into {@code Content-Length} unless negative
     * @param bodiless whether no content will follow: then a length among {@code fields} may tell what GET would give
     */
    static HttpResponse write(int status, Headers fields, String date, long length, boolean chunked, boolean bodiless) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (Headers.Field field : fields.fields()) {
            String name = field.name();
            boolean framing = name.equalsIgnoreCase("Transfer-Encoding")
                    || (name.equalsIgnoreCase("Content-Length") && !bodiless);
            if (!framing) {
                headers.add(name, field.value());
            }
        }
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, date);
        }
        boolean hasLength = length >= 0 && status != 204 && status != 304;
        if (hasLength && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers);
    }

    /** Whether the client can tell where the content ends without the connection being closed. */
    static boolean framed(HttpResponse head) {
        return head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                || head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    static boolean endsConnection(HttpResponse head) {
        return head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    /** Tells the client whether the connection stays open, where its version does not say so already. */
    static void announceEnd(HttpResponse head, HttpVersion version, boolean close) {
        if (close) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (version.equals(HttpVersion.HTTP_1_0)) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }
}
