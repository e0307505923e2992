package dev.jukung.apiserver.tracing;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to a collector: OTLP over gRPC without TLS, as kube-apiserver does. It connects with the first batch; what cannot be
 * sent after some attempts is dropped, which the log says once until it goes well again. Thread-safe.
 */
final class OtlpExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(OtlpExporter.class);
    private static final int TIMEOUT_SECONDS = 10;

    static final MethodDescriptor<ExportTraceServiceRequest, ExportTraceServiceResponse> EXPORT =
            MethodDescriptor.<ExportTraceServiceRequest, ExportTraceServiceResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("opentelemetry.proto.collector.trace.v1.TraceService/Export")
                    .setRequestMarshaller(marshaller(ExportTraceServiceRequest.parser()))
                    .setResponseMarshaller(marshaller(ExportTraceServiceResponse.parser()))
                    .build();

    /** As OpenTelemetry recommends: a collector that is busy or starting is asked again, a few times. */
    private static final Map<String, Object> RETRIES = Map.of(
            "methodConfig",
            List.of(Map.of(
                    "name", List.of(Map.of()),
                    "retryPolicy",
                            Map.of(
                                    "maxAttempts",
                                    5.0,
                                    "initialBackoff",
                                    "1s",
                                    "maxBackoff",
                                    "5s",
                                    "backoffMultiplier",
                                    1.5,
                                    "retryableStatusCodes",
                                    List.of("UNAVAILABLE", "RESOURCE_EXHAUSTED")))));

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("otlp", true), EpollIoHandler.newFactory());
    private final ExecutorService callbacks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("otlp-callback-", 0).factory());
    private final ManagedChannel channel;
    private final String endpoint;
    private final AtomicBoolean failing = new AtomicBoolean();

    OtlpExporter(String endpoint) {
        this.endpoint = endpoint;
        channel = builder(endpoint)
                .eventLoopGroup(loop)
                .executor(callbacks)
                .usePlaintext()
                .enableRetry()
                .defaultServiceConfig(RETRIES)
                .build();
    }

    private static NettyChannelBuilder builder(String endpoint) {
        if (endpoint.startsWith("unix:") || endpoint.startsWith("unix-abstract:")) {
            String path = endpoint.substring(endpoint.indexOf(':') + 1);
            String plain = path.startsWith("//") ? path.substring(2) : path;
            String socket = endpoint.startsWith("unix-abstract:") ? "\0" + plain : plain;
            return NettyChannelBuilder.forAddress(new DomainSocketAddress(socket))
                    .channelType(EpollDomainSocketChannel.class)
                    .withOption(ChannelOption.SO_KEEPALIVE, null) // gRPC sets it, and a Unix socket has none
                    .overrideAuthority("localhost");
        }
        String target = endpoint.contains("//") ? endpoint : "dns:///" + endpoint;
        return NettyChannelBuilder.forTarget(target).channelType(EpollSocketChannel.class);
    }

    private static <M extends com.google.protobuf.Message> MethodDescriptor.Marshaller<M> marshaller(
            com.google.protobuf.Parser<M> parser) {
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(M message) {
                ByteString bytes = message.toByteString();
                return bytes.newInput();
            }

            @Override
            public M parse(InputStream stream) {
                try {
                    return parser.parseFrom(stream);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = new CompletableResultCode();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        ClientCalls.asyncUnaryCall(channel.newCall(EXPORT, options), OtlpSpans.request(spans), new StreamObserver<>() {
            @Override
            public void onNext(ExportTraceServiceResponse answer) {
                if (answer.getPartialSuccess().getRejectedSpans() > 0) {
                    LOG.warn(
                            "{} has rejected {} spans: {}",
                            endpoint,
                            answer.getPartialSuccess().getRejectedSpans(),
                            answer.getPartialSuccess().getErrorMessage());
                }
            }

            @Override
            public void onError(Throwable failure) {
                if (failing.compareAndSet(false, true)) {
                    LOG.warn("traces export: {}: {}", endpoint, failure.getMessage());
                }
                result.fail();
            }

            @Override
            public void onCompleted() {
                failing.set(false);
                result.succeed();
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess(); // nothing is kept here
    }

    @Override
    public CompletableResultCode shutdown() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        callbacks.shutdown();
        return CompletableResultCode.ofSuccess();
    }
}
