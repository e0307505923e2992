package dev.jukung.apiserver.tracing;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces in the test JVM: OTLP over gRPC. Thread-safe. */
public final class TraceCollector implements AutoCloseable {
    private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
    private final Server server;

    public TraceCollector() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("opentelemetry.proto.collector.trace.v1.TraceService")
                        .addMethod(OtlpExporter.EXPORT, ServerCalls.asyncUnaryCall((request, observer) -> {
                            received.add(request);
                            observer.onNext(ExportTraceServiceResponse.getDefaultInstance());
                            observer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
    }

    public String endpoint() {
        return "localhost:" + server.getPort();
    }

    public List<ExportTraceServiceRequest> received() {
        return received;
    }

    public List<Span> spans() {
        return received.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** The one span of that name. */
    public Span span(String name) {
        List<Span> found =
                spans().stream().filter(span -> span.getName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans " + name + " of "
                    + spans().stream().map(Span::getName).toList());
        }
        return found.getFirst();
    }

    /** The names of a span's ancestors, the next first. */
    public List<String> above(Span span) {
        List<String> names = new java.util.ArrayList<>();
        Optional<Span> parent = parent(span);
        while (parent.isPresent()) {
            names.add(parent.get().getName());
            parent = parent(parent.get());
        }
        return names;
    }

    private Optional<Span> parent(Span span) {
        return spans().stream()
                .filter(other -> other.getSpanId().equals(span.getParentSpanId()))
                .findFirst();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
