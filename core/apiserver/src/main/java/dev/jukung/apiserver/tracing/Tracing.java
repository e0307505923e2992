package dev.jukung.apiserver.tracing;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.http.Headers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Where traces begin. Without a configuration nothing of OpenTelemetry is loaded. Thread-safe. */
public interface Tracing extends AutoCloseable {
    /** Traces nothing. */
    Tracing OFF = new Tracing() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public Span root(String name) {
            return new PassedSpan(Map.of());
        }

        @Override
        public Span request(String name, Headers headers, boolean trusted, Supplier<Map<String, Object>> attributes) {
            return new PassedSpan(Map.of());
        }

        @Override
        public void close() {}
    };

    static Tracing of(Optional<TracingConfig> config, Clock clock, Randomness random) {
        return config.isPresent() ? new OpenTelemetry(config.get(), clock, random) : OFF;
    }

    boolean enabled();

    /** Begins a trace. */
    Span root(String name);

    /**
     * The span of a request: a part of the trace that its headers name, or else of the step of the calling thread. A client that
     * is not trusted gets a trace of its own, with a link to the one it names.
     */
    Span request(String name, Headers headers, boolean trusted, Supplier<Map<String, Object>> attributes);

    /** Sends what is still to be sent. */
    @Override
    void close();
}
