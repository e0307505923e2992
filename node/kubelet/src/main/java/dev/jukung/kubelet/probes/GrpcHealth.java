package dev.jukung.kubelet.probes;

import dev.jukung.kubelet.probes.Prober.Finding;
import dev.jukung.kubelet.probes.api.HealthCheckRequest;
import dev.jukung.kubelet.probes.api.HealthCheckResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the health service of gRPC servers. The I/O thread is made when it is first needed. Thread-safe. */
final class GrpcHealth implements AutoCloseable {
    private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> CHECK =
            MethodDescriptor.<HealthCheckRequest, HealthCheckResponse>newBuilder()
                    .setType(MethodType.UNARY)
                    .setFullMethodName("grpc.health.v1.Health/Check")
                    .setRequestMarshaller(ProtoUtils.marshaller(HealthCheckRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(HealthCheckResponse.getDefaultInstance()))
                    .build();

    private @Nullable EventLoopGroup loop; // guarded by this

    private synchronized EventLoopGroup loop() {
        EventLoopGroup made = loop;
        if (made == null) {
            made = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("grpc-probe", true), EpollIoHandler.newFactory());
            loop = made;
        }
        return made;
    }

    Finding check(String host, int port, String service, Duration timeout) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(host, port)
                .channelType(EpollSocketChannel.class)
                .eventLoopGroup(loop())
                .directExecutor()
                .userAgent("kube-probe/1.36")
                .usePlaintext()
                .build();
        try {
            HealthCheckResponse answer = ClientCalls.blockingUnaryCall(
                    channel,
                    CHECK,
                    CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
                    HealthCheckRequest.newBuilder().setService(service).build());
            return answer.getStatus() == HealthCheckResponse.ServingStatus.SERVING
                    ? new Finding.Healthy()
                    : new Finding.Unhealthy("service unhealthy (responded with \"" + answer.getStatus() + "\")");
        } catch (StatusRuntimeException e) {
            return new Finding.Unhealthy(words(e.getStatus(), host + ":" + port, timeout));
        } finally {
            channel.shutdownNow();
        }
    }

    private static String words(Status status, String target, Duration timeout) {
        String description = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case UNIMPLEMENTED ->
                "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                        + description;
            case DEADLINE_EXCEEDED -> "timeout: health rpc did not complete within " + timeout.toSeconds() + "s";
            case UNAVAILABLE ->
                "timeout: failed to connect service \"" + target + "\" within " + timeout.toSeconds() + "s: "
                        + description;
            default -> "error: health rpc probe failed: " + description;
        };
    }

    @Override
    public synchronized void close() {
        if (loop != null) {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }
}
