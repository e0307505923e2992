package dev.jukung.apiserver.encryption;

import dev.jukung.apiserver.encryption.KmsMessages.Fields;
import dev.jukung.apiserver.encryption.KmsMessages.Writer;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A key management service on a Unix socket, which can be told to be ill or to change its key. Its cipher is none: it turns bytes. */
final class FakeKms implements AutoCloseable {
    private interface Method {
        Writer answer(Fields request);
    }

    volatile String keyId = "key-1";
    volatile String health = "ok";
    final AtomicInteger decryptions = new AtomicInteger();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Server server;

    FakeKms(Path socket) throws IOException {
        server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .addService(ServerServiceDefinition.builder("v2.KeyManagementService")
                        .addMethod(method("Status"), handler(0, this::status))
                        .addMethod(method("Encrypt"), handler(0, this::encrypt))
                        .addMethod(method("Decrypt"), handler(4, this::decrypt))
                        .build())
                .build()
                .start();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("v2.KeyManagementService/" + name)
                .setRequestMarshaller(KmsConnection.BYTES)
                .setResponseMarshaller(KmsConnection.BYTES)
                .build();
    }

    private static io.grpc.ServerCallHandler<byte[], byte[]> handler(int mapField, Method method) {
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            try {
                observer.onNext(
                        method.answer(KmsMessages.read(request, mapField)).message());
                observer.onCompleted();
            } catch (IOException | IllegalArgumentException e) {
                observer.onError(
                        Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
            }
        });
    }

    private Writer status(Fields request) {
        return new Writer().text(1, "v2").text(2, health).text(3, keyId);
    }

    private Writer encrypt(Fields request) {
        Map<String, byte[]> annotations = new TreeMap<>(Map.of("local-key.example.com", new byte[] {1}));
        return new Writer().bytes(1, turned(request.bytes(1))).text(2, keyId).map(3, annotations);
    }

    private Writer decrypt(Fields request) {
        decryptions.incrementAndGet();
        if (!request.map().containsKey("local-key.example.com")
                || !request.text(3).startsWith("key-")) {
            throw new IllegalArgumentException("not of this service");
        }
        return new Writer().bytes(1, turned(request.bytes(1)));
    }

    private static byte[] turned(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = (byte) ~bytes[i];
        }
        return turned;
    }

    @Override
    public void close() {
        server.shutdownNow();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
