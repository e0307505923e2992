package dev.jukung.apiserver.tracing;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.http.Headers;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Traces by the library of OpenTelemetry: spans wait in a queue of limited length and are sent in batches. */
final class OpenTelemetry implements Tracing {
    private static final String SCOPE = "k8s.io/component-base/tracing";
    private static final double MILLION = 1e6;
    /** How long the end of the server may wait for a collector. */
    private static final Duration LAST_BATCH = Duration.ofSeconds(10);

    private static final TextMapPropagator PROPAGATOR =
            TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OpenTelemetry(TracingConfig config, Clock clock, Randomness random) {
        Sampler roots = config.samplingRatePerMillion() > 0
                ? Sampler.traceIdRatioBased(config.samplingRatePerMillion() / MILLION)
                : Sampler.alwaysOff();
        provider = SdkTracerProvider.builder()
                .setClock(new Time(clock))
                .setIdGenerator(new Ids(random))
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "apiserver",
                        AttributeKey.stringKey("service.instance.id"),
                        config.instance())))
                .setSampler(Sampler.parentBased(roots))
                .addSpanProcessor(BatchSpanProcessor.builder(new OtlpExporter(config.endpoint()))
                        .build())
                .build();
        tracer = provider.get(SCOPE);
    }

    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public Span root(String name) {
        return begun(tracer.spanBuilder(name).setNoParent(), Context.root());
    }

    @Override
    public Span request(String name, Headers headers, boolean trusted, Supplier<Map<String, Object>> attributes) {
        Context outer = Steps.current().orElse(null) instanceof Recorded recorded ? recorded.context() : Context.root();
        Context told = PROPAGATOR.extract(outer, headers, Getter.ONE);
        SpanBuilder builder =
                tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER).setAllAttributes(attributes(attributes.get()));
        if (trusted) {
            return begun(builder.setParent(told), told);
        }
        SpanContext remote = io.opentelemetry.api.trace.Span.fromContext(told).getSpanContext();
        builder.setNoParent();
        return begun(remote.isValid() && remote.isRemote() ? builder.addLink(remote) : builder, told);
    }

    private Span begun(SpanBuilder builder, Context context) {
        return new Recorded(tracer, context.with(builder.startSpan()));
    }

    private static Attributes attributes(Map<String, Object> given) {
        AttributesBuilder attributes = Attributes.builder();
        given.forEach((name, value) -> {
            switch (value) {
                case Long number -> attributes.put(name, number);
                case Boolean truth -> attributes.put(name, truth);
                default -> attributes.put(name, value.toString());
            }
        });
        return attributes.build();
    }

    @Override
    public void close() {
        provider.shutdown().join(LAST_BATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A span of the library. @param context holds it, and the baggage of the trace */
    private record Recorded(Tracer tracer, Context context) implements Span {
        private io.opentelemetry.api.trace.Span span() {
            return io.opentelemetry.api.trace.Span.fromContext(context);
        }

        @Override
        public Span child(String name, Kind kind, Supplier<Map<String, Object>> attributes) {
            SpanBuilder builder =
                    tracer.spanBuilder(name).setParent(context).setSpanKind(SpanKind.valueOf(kind.name()));
            if (span().isRecording()) {
                builder.setAllAttributes(attributes(attributes.get()));
            }
            return new Recorded(tracer, context.with(builder.startSpan()));
        }

        @Override
        public void add(Supplier<Map<String, Object>> attributes) {
            if (span().isRecording()) {
                span().setAllAttributes(attributes(attributes.get()));
            }
        }

        @Override
        public void event(String name, Supplier<Map<String, Object>> attributes) {
            if (span().isRecording()) {
                span().addEvent(name, attributes(attributes.get()));
            }
        }

        private static Attributes attributes(Map<String, Object> given) {
            return OpenTelemetry.attributes(given);
        }

        @Override
        public void failed(String why) {
            span().setStatus(StatusCode.ERROR, why);
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            PROPAGATOR.inject(context, headers, (carrier, name, value) -> {
                if (carrier != null) {
                    carrier.put(name, value);
                }
            });
            return headers;
        }

        @Override
        public void end() {
            span().end();
        }
    }

    private enum Getter implements TextMapGetter<Headers> {
        ONE;

        @Override
        public @Nullable String get(@Nullable Headers carrier, String key) {
            return carrier == null ? null : carrier.first(key).orElse(null);
        }
    }

    private record Time(Clock clock) implements io.opentelemetry.sdk.common.Clock {
        private static final long NANOS = 1_000_000_000L;

        @Override
        public long now() {
            java.time.Instant now = clock.now();
            return now.getEpochSecond() * NANOS + now.getNano();
        }

        @Override
        public long nanoTime() {
            return clock.nanos();
        }
    }

    private record Ids(Randomness random) implements IdGenerator {
        private static final HexFormat HEX = HexFormat.of();

        @Override
        public String generateSpanId() {
            return HEX.toHexDigits(number());
        }

        @Override
        public String generateTraceId() {
            return HEX.toHexDigits(number()) + HEX.toHexDigits(number());
        }

        /** Zero is no id. */
        private long number() {
            long bits = random.bits();
            return bits == 0 ? 1 : bits;
        }
    }
}
