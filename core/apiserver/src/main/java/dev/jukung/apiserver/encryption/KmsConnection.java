package dev.jukung.apiserver.encryption;

import dev.jukung.apiserver.encryption.KmsMessages.Fields;
import dev.jukung.apiserver.encryption.KmsMessages.Writer;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A key management service behind a Unix socket, spoken to by gRPC. Thread-safe. */
final class KmsConnection implements KmsService {
    /** Messages are made and read here. Before those who use it. */
    static final MethodDescriptor.Marshaller<byte[]> BYTES = new Bytes();

    private static final MethodDescriptor<byte[], byte[]> STATUS = method("Status");
    private static final MethodDescriptor<byte[], byte[]> ENCRYPT = method("Encrypt");
    private static final MethodDescriptor<byte[], byte[]> DECRYPT = method("Decrypt");
    private static final int ANNOTATIONS_OF_ENCRYPTION = 3;
    private static final int ANNOTATIONS_OF_DECRYPTION = 4;

    private final EventLoopGroup loop;
    private final ExecutorService callbacks;
    private final ManagedChannel channel;
    private final Duration timeout;
    private final Randomness random;
    private final String provider;
    private final Clock clock;
    private final EncryptionMetrics metrics;

    /** Connects with the first call. @param timeout of each call */
    KmsConnection(
            String provider, Path socket, Duration timeout, Randomness random, Clock clock, EncryptionMetrics metrics) {
        this.provider = provider;
        this.clock = clock;
        this.metrics = metrics;
        this.timeout = timeout;
        this.random = random;
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kms", true), EpollIoHandler.newFactory());
        callbacks = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("kms-callback-", 0).factory());
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null) // gRPC sets it, and a Unix socket has none
                .eventLoopGroup(loop)
                .executor(callbacks)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("v2.KeyManagementService", name))
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Fields call(MethodDescriptor<byte[], byte[]> method, Writer request, int mapField)
            throws GeneralSecurityException {
        long start = clock.nanos();
        try {
            byte[] answer = ClientCalls.blockingUnaryCall(
                    channel,
                    method,
                    CallOptions.DEFAULT
                            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .withWaitForReady(),
                    request.message());
            measured(method, "OK", start);
            return KmsMessages.read(answer, mapField);
        } catch (StatusRuntimeException e) {
            String described =
                    e.getStatus().getDescription() == null ? "" : e.getStatus().getDescription();
            String code = goCode(e.getStatus().getCode());
            measured(method, code, start);
            throw new KmsCallException(code, "rpc error: code = " + code + " desc = " + described, e);
        } catch (IOException e) {
            throw new GeneralSecurityException("the KMS has sent what is no answer: " + e.getMessage(), e);
        }
    }

    private void measured(MethodDescriptor<byte[], byte[]> method, String code, long start) {
        metrics.called(provider, "/" + method.getFullMethodName(), code, clock.nanos() - start);
    }

    /** Go writes {@code DeadlineExceeded}. */
    private static String goCode(io.grpc.Status.Code code) {
        return code == io.grpc.Status.Code.OK
                ? "OK"
                : Arrays.stream(code.name().split("_"))
                        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
    }

    @Override
    public Status status() throws GeneralSecurityException {
        Fields answer = call(STATUS, new Writer(), 0);
        return new Status(answer.text(1), answer.text(2), answer.text(3));
    }

    @Override
    public Sealed encrypt(byte[] plain) throws GeneralSecurityException {
        Writer request = new Writer().bytes(1, plain).text(2, random.uid());
        Fields answer = call(ENCRYPT, request, ANNOTATIONS_OF_ENCRYPTION);
        return new Sealed(answer.bytes(1), answer.text(2), answer.map());
    }

    @Override
    public byte[] decrypt(Sealed sealed) throws GeneralSecurityException {
        Writer request = new Writer()
                .bytes(1, sealed.ciphertext())
                .text(2, random.uid())
                .text(3, sealed.keyId())
                .map(ANNOTATIONS_OF_DECRYPTION, sealed.annotations());
        return call(DECRYPT, request, 0).bytes(1);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        callbacks.shutdown();
    }
}
