package dev.jukung.apiserver.rest;

import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.value.Cbor;
import dev.jukung.value.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * CBOR beside the other encodings, there only where the feature gate {@code CBORServingAndStorage} is on: bodies may be CBOR, and
 * who likes CBOR better than JSON gets what is made in JSON, rewritten. Stateless.
 */
public final class CborAnswers implements Filter {
    /** The gate that turns it on. */
    public static final String GATE = "CBORServingAndStorage";

    static final String TYPE = "application/cbor";
    static final String SEQUENCE = "application/cbor-seq";
    static final String APPLY = "application/apply-patch+cbor";

    private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();
    private static final String JSON = "application/json";

    /** Whether the request that the calling thread serves may speak CBOR. */
    static boolean on() {
        return ON.isBound();
    }

    /** A handler that speaks CBOR, too. */
    public static Handler around(Handler handler) {
        return Filter.chain(List.of(new CborAnswers()), handler);
    }

    /** The list with CBOR at its end, where it is on. */
    static String accepted(String others) {
        return on() ? others + ", " + TYPE : others;
    }

    @Override
    public Response filter(Request request, Handler next) throws InterruptedException {
        Optional<String> rewritten = request.header("Accept").flatMap(CborAnswers::inJson);
        boolean wanted = rewritten.isPresent() && RequestInfo.of(request).forResource(); // as in Kubernetes
        Request asked = wanted
                ? new Request(
                        request.method(),
                        request.target(),
                        request.path(),
                        request.query(),
                        request.headers().with("Accept", rewritten.get()),
                        request.body(),
                        request.peer(),
                        request.certificates(),
                        request.certificateError(),
                        request.protocol())
                : request;
        Response response = ScopedValue.where(ON, true).<Response, InterruptedException>call(() -> next.handle(asked));
        return wanted ? translated(response) : response;
    }

    /** What to accept so that an answer in JSON can be rewritten; empty where JSON, or nothing of the kind, is liked better. */
    private static Optional<String> inJson(String accept) {
        List<String> clauses = new ArrayList<>();
        boolean first = true;
        boolean cbor = false;
        for (String clause : accept.split(",")) {
            int end = clause.indexOf(';');
            String type = (end < 0 ? clause : clause.substring(0, end)).strip().toLowerCase(Locale.ROOT);
            String rest = end < 0 ? "" : clause.substring(end);
            boolean ours = type.equals(TYPE) || type.equals(SEQUENCE);
            if (first && (ours || type.equals(JSON) || type.equals("*/*"))) {
                cbor = ours;
                first = false;
            }
            clauses.add(ours ? JSON + rest : clause.strip());
        }
        return cbor ? Optional.of(String.join(", ", clauses)) : Optional.empty();
    }

    private static Response translated(Response response) {
        Headers headers = response.headers();
        String type = headers.first("Content-Type").orElse("");
        if (!type.equals(JSON)) {
            return response; // a log, or what another server answers
        }
        return switch (response.body()) {
            case Response.Bytes bytes ->
                new Response(
                        response.status(),
                        headers.with("Content-Type", TYPE),
                        new Response.Bytes(Cbor.bytes(Json.parse(bytes.joined()))));
            case Response.Stream(Response.Writer writer) ->
                new Response(
                        response.status(),
                        headers.with("Content-Type", SEQUENCE),
                        new Response.Stream(sink -> writer.write(parts -> sink.send(event(parts)))));
            case Response.Upgraded _ -> response;
        };
    }

    /** A watch sends each event whole. */
    private static byte[] event(byte[][] parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return Cbor.bytes(Json.parse(whole.toByteArray()));
    }
}
