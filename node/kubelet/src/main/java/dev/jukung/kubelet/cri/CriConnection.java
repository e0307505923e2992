package dev.jukung.kubelet.cri;

import com.google.protobuf.Message;
import dev.jukung.kubelet.container.RuntimeFailure;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC connection to a Unix socket. Calls block; a call whose thread is interrupted is cancelled at the server too.
 * Failures become {@link RuntimeFailure}, worded as gRPC's Go clients word them. Thread-safe.
 */
public final class CriConnection implements AutoCloseable {
    /** Larger than any list the runtime answers with: CRI's own client uses the same limit. */
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

    private final EventLoopGroup loop;
    private final ExecutorService callbacks;
    private final ManagedChannel channel;

    public CriConnection(Path socket) {
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("cri", true), EpollIoHandler.newFactory());
        callbacks = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("cri-callback-", 0).factory());
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null) // gRPC sets it, and a Unix socket has none
                .eventLoopGroup(loop)
                .executor(callbacks)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .usePlaintext()
                .build();
    }

    /** Describes a unary method; kept as a constant by the caller. */
    static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String name, Q emptyRequest, A emptyAnswer) {
        return method(MethodType.UNARY, name, emptyRequest, emptyAnswer);
    }

    static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            MethodType type, String name, Q emptyRequest, A emptyAnswer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(ProtoUtils.marshaller(emptyRequest))
                .setResponseMarshaller(ProtoUtils.marshaller(emptyAnswer))
                .build();
    }

    /** One call with a deadline. */
    <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration timeout) throws InterruptedException {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.CANCELLED && Thread.interrupted()) {
                throw new InterruptedException("call of " + method.getFullMethodName() + " interrupted");
            }
            throw failure(e);
        }
    }

    /** Opens a stream of answers in containerd's namespace {@code k8s.io}; answers come one at a time. */
    <Q, A> void stream(MethodDescriptor<Q, A> method, Q request, StreamObserver<A> observer) {
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, "k8s.io");
        ClientCalls.asyncServerStreamingCall(
                io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers))
                        .newCall(method, CallOptions.DEFAULT),
                request,
                observer);
    }

    static RuntimeFailure failure(StatusRuntimeException e) {
        Status status = e.getStatus();
        String description = status.getDescription() == null ? "" : status.getDescription();
        String message = "rpc error: code = " + goName(status.getCode()) + " desc = " + description;
        return new RuntimeFailure(code(status.getCode()), message, e);
    }

    private static RuntimeFailure.Code code(Status.Code code) {
        return switch (code) {
            case NOT_FOUND -> RuntimeFailure.Code.NOT_FOUND;
            case DEADLINE_EXCEEDED -> RuntimeFailure.Code.DEADLINE_EXCEEDED;
            case UNAVAILABLE -> RuntimeFailure.Code.UNAVAILABLE;
            case UNIMPLEMENTED -> RuntimeFailure.Code.UNIMPLEMENTED;
            default -> RuntimeFailure.Code.UNKNOWN;
        };
    }

    /** {@code NOT_FOUND} to {@code NotFound}. */
    private static String goName(Status.Code code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        callbacks.shutdown();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
