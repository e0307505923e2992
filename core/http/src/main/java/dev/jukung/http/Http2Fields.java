package dev.jukung.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Header fields of HTTP/2, from and to Netty's. Stateless. */
final class Http2Fields {
    /** Fields about one HTTP/1.1 connection (RFC 9113, 8.2.2); a proxied response may still carry them. */
    private static final Set<String> CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private Http2Fields() {}

    /** Pseudo-fields are left out, except that the authority becomes {@code host}. */
    static Headers read(Http2Headers headers) {
        List<Headers.Field> fields = new ArrayList<>(headers.size());
        CharSequence authority = headers.authority();
        if (authority != null && !headers.contains(HttpHeaderNames.HOST)) {
            fields.add(new Headers.Field("host", authority.toString()));
        }
        for (Map.Entry<CharSequence, CharSequence> entry : headers) {
            if (entry.getKey().charAt(0) != ':') {
                fields.add(new Headers.Field(
                        entry.getKey().toString(), entry.getValue().toString()));
            }
        }
        return Headers.of(fields);
    }

    static Http2Headers response(int status, Headers fields, String date, long length, boolean bodiless) {
        Http2Headers headers = new DefaultHttp2Headers(true, fields.fields().size() + 4);
        headers.status(AsciiString.of(Integer.toString(status)));
        write(fields, headers, bodiless);
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, date);
        }
        boolean hasLength = length >= 0 && status != 204 && status != 304;
        if (hasLength && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
        return headers;
    }

    /** @param keepLength whether a {@code Content-Length} among {@code fields} is passed on */
    static void write(Headers fields, Http2Headers to, boolean keepLength) {
        for (Headers.Field field : fields.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            boolean framing = CONNECTION.contains(name) || (name.equals("content-length") && !keepLength);
            if (!framing) {
                to.add(name, field.value());
            }
        }
    }
}
