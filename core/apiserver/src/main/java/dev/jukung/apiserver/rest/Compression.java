package dev.jukung.apiserver.rest;

import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses large answers for clients that accept it: at the lowest level, as bandwidth is cheaper than time. */
final class Compression implements Filter {
    /** Shorter answers are sent as they are. */
    static final int THRESHOLD_BYTES = 128 * 1024;

    @Override
    public Response filter(Request request, Handler next) throws InterruptedException {
        Response response = next.handle(request);
        return response.body() instanceof Response.Bytes body
                        && body.length() > THRESHOLD_BYTES
                        && response.headers().all("Content-Encoding").isEmpty()
                        && isAccepted(request)
                ? compressed(response, body)
                : response;
    }

    /** As Kubernetes reads the header: gzip is named, without parameters. */
    private static boolean isAccepted(Request request) {
        return Arrays.stream(request.header("Accept-Encoding").orElse("").split(","))
                .anyMatch(token -> token.strip().equals("gzip"));
    }

    private static Response compressed(Response response, Response.Bytes body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) (body.length() / 4));
        try (GZIPOutputStream gzip = new FastGzip(bytes)) {
            body.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return new Response(
                response.status(),
                response.headers().plus("Content-Encoding", "gzip").plus("Vary", "Accept-Encoding"),
                new Response.Bytes(bytes.toByteArray()));
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 64 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
