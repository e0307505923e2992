package dev.jukung.kubelet.cri;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A CRI runtime by rule, behind a real socket: for what the real ones do too rarely to be waited for. */
final class FakeCri implements AutoCloseable {
    /** Gives the answer, or throws what the client is to get. */
    @FunctionalInterface
    interface Answer<Q, A> {
        A to(Q request);
    }

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Map<String, ServerServiceDefinition.Builder> services = new HashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Path socket;
    private final NettyServerBuilder builder;

    FakeCri(Path socket) {
        this.socket = socket;
        this.builder = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .withChildOption(ChannelOption.SO_KEEPALIVE, null) // as in CriConnection
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop);
    }

    static StatusRuntimeException failure(Status.Code code, String description) {
        return code.toStatus().withDescription(description).asRuntimeException();
    }

    <Q, A> FakeCri on(MethodDescriptor<Q, A> method, Answer<Q, A> answer) {
        services.computeIfAbsent(String.valueOf(method.getServiceName()), ServerServiceDefinition::builder)
                .addMethod(method, ServerCalls.asyncUnaryCall((request, observer) -> {
                    calls.add(String.valueOf(method.getBareMethodName()));
                    try {
                        observer.onNext(answer.to(request));
                        observer.onCompleted();
                    } catch (StatusRuntimeException e) {
                        observer.onError(e);
                    }
                }));
        return this;
    }

    /** Serves from now on. */
    Running start() throws IOException {
        services.values().forEach(service -> builder.addService(service.build()));
        Server server = builder.build().start();
        return new Running(server, new CriConnection(socket));
    }

    /** Names of the methods called, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }

    /** The server and a client of it. */
    record Running(Server server, CriConnection client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
            server.shutdownNow();
        }
    }
}
