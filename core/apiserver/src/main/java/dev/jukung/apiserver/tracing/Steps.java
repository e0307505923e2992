package dev.jukung.apiserver.tracing;

import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/** The steps of the request that the calling thread serves. Where nothing is traced they are their work and nothing else. */
public final class Steps {
    /** Of nobody's trace. */
    public static final Span NONE = new PassedSpan(Map.of());

    private static final ScopedValue<Step> CURRENT = ScopedValue.newInstance();
    private static final int FAILURE = 400;
    private static final int HTTPS = 443;

    private record Step(Span span, Facts facts) {}

    /** What many steps of a request tell of it. */
    public record Facts(String auditId, String method, String url, String protocol) {
        public static final Facts NONE = new Facts("", "", "", "");
    }

    /** Sends a request to another server. */
    @FunctionalInterface
    public interface Sending {
        ClientResponse send(ClientRequest request) throws IOException, InterruptedException;
    }

    private Steps() {}

    /** Does the work within a span, which stays open. */
    public static <R, X extends Throwable> R within(Span span, Facts facts, ScopedValue.CallableOp<? extends R, X> work)
            throws X {
        return ScopedValue.where(CURRENT, new Step(span, facts)).call(work);
    }

    /** Does the work as a step of its own. */
    public static <R, X extends Throwable> R step(
            String name, Function<Facts, Map<String, Object>> attributes, ScopedValue.CallableOp<? extends R, X> work)
            throws X {
        if (!CURRENT.isBound()) {
            return work.call();
        }
        Step outer = CURRENT.get();
        Span span = outer.span().child(name, Span.Kind.INTERNAL, () -> attributes.apply(outer.facts()));
        try {
            return within(span, outer.facts(), work);
        } finally {
            span.end();
        }
    }

    /** Notes in the current step, if there is one, what has just happened. */
    public static void event(String name, Supplier<Map<String, Object>> attributes) {
        if (CURRENT.isBound()) {
            CURRENT.get().span().event(name, attributes);
        }
    }

    /** The step of the calling thread. */
    public static Optional<Span> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get().span()) : Optional.empty();
    }

    /** Work for another thread, which is a part of the step of this one. */
    public static <R> Callable<R> carried(Callable<R> work) {
        if (!CURRENT.isBound()) {
            return work;
        }
        Step step = CURRENT.get();
        return () -> ScopedValue.where(CURRENT, step).<R, Exception>call(work::call);
    }

    /** Begins a step that the caller ends; of nothing that is traced, if the calling thread is in no step. */
    public static Span begun(String name, Supplier<Map<String, Object>> attributes) {
        return CURRENT.isBound() ? CURRENT.get().span().child(name, Span.Kind.INTERNAL, attributes) : NONE;
    }

    /** Sends a request as a step of {@code outer}, and tells the other server of it. It is over when the answer begins. */
    public static ClientResponse sent(Span outer, ClientRequest request, Sending sending)
            throws IOException, InterruptedException {
        if (outer.equals(NONE)) {
            return sending.send(request);
        }
        Span span = outer.child("HTTP " + request.method(), Span.Kind.CLIENT, () -> attributes(request));
        ClientRequest told = request;
        for (Map.Entry<String, String> header : span.headers().entrySet()) {
            told = told.withHeaders(told.headers().with(header.getKey(), header.getValue()));
        }
        try {
            ClientResponse response = sending.send(told);
            span.add(() -> Map.of("http.response.status_code", (long) response.status()));
            if (response.status() >= FAILURE) {
                span.failed("");
            }
            return response;
        } catch (IOException e) {
            span.add(() -> Map.of("error.type", e.getClass().getName()));
            span.failed(String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.end();
        }
    }

    private static Map<String, Object> attributes(ClientRequest request) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("http.request.method", request.method());
        attributes.put("url.full", request.uri().toString());
        attributes.put("server.address", String.valueOf(request.uri().getHost()));
        int port = request.uri().getPort();
        if (port > 0 && port != HTTPS) {
            attributes.put("server.port", (long) port);
        }
        return attributes;
    }
}
