package dev.jukung.kubelet.server;

import dev.jukung.http.Headers;
import dev.jukung.http.spdy.SpdySession;
import dev.jukung.http.spdy.SpdyStream;
import dev.jukung.http.websocket.CloseCode;
import dev.jukung.http.websocket.WebSocketSession;
import dev.jukung.http.websocket.WebSocketSession.Message;
import dev.jukung.kubelet.container.StreamingService.Streams;
import dev.jukung.kubelet.server.ChannelProtocol.Frame;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exec or attach of a client that speaks WebSocket, at a runtime that speaks SPDY: each channel of the one is a stream of
 * the other. Nothing is kept but one buffer a direction; who reads slowly holds up who writes.
 */
final class RemoteCommandSession {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCommandSession.class);
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    /** More than any result has. */
    private static final int RESULT_MAX_BYTES = 64 * 1024;
    /** How long the client has for its goodbye; closing earlier could destroy output on its way to it. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final WebSocketSession client;
    private final ChannelProtocol protocol;
    private final SpdySession runtime;
    private Optional<SpdyStream> stdin = Optional.empty();
    private Optional<SpdyStream> resize = Optional.empty();

    RemoteCommandSession(WebSocketSession client, SpdySession runtime) {
        this.client = client;
        this.protocol = ChannelProtocol.of(client.subprotocol());
        this.runtime = runtime;
    }

    /** Returns when the command has ended or the client has gone. */
    void serve(Streams wanted) throws IOException, InterruptedException {
        SpdyStream error = open("error");
        stdin = wanted.stdin() ? Optional.of(open("stdin")) : Optional.empty();
        Optional<SpdyStream> stdout = wanted.stdout() ? Optional.of(open("stdout")) : Optional.empty();
        Optional<SpdyStream> stderr = wanted.stderr() && !wanted.tty() ? Optional.of(open("stderr")) : Optional.empty();
        resize = wanted.tty() ? Optional.of(open("resize")) : Optional.empty();

        // An empty message, as the kubelet sends, tells clients that the streams are there.
        protocol.send(client, stdout.isPresent() ? STDOUT : stderr.isPresent() ? STDERR : ERROR, new byte[0], 0);
        Thread output = stdout.map(stream -> pump("stdout", stream, STDOUT)).orElse(Thread.currentThread());
        Thread errors = stderr.map(stream -> pump("stderr", stream, STDERR)).orElse(Thread.currentThread());
        Thread receiver = Thread.ofVirtual().name("websocket-receiver").start(this::receive);

        byte[] result = result(error);
        for (Thread pump : new Thread[] {output, errors}) {
            if (pump != Thread.currentThread()) {
                pump.join();
            }
        }
        sendResult(result);
        client.close(CloseCode.NORMAL, "");
        runtime.close(); // frees a receiver that waits for a command which no longer reads
        if (!receiver.join(LINGER)) {
            LOG.debug("the client has not closed its connection");
        }
    }

    private SpdyStream open(String type) throws IOException, InterruptedException {
        return runtime.open(Headers.of("streamtype", type));
    }

    private Thread pump(String name, SpdyStream stream, int channel) {
        return StreamPump.start(
                name,
                stream.in(),
                (bytes, length) -> protocol.send(client, channel, bytes, length),
                () -> LOG.trace("{} has ended", name));
    }

    // --- from the client

    private void receive() {
        try {
            for (Optional<Message> next = client.receive(); next.isPresent(); next = client.receive()) {
                Optional<Frame> frame = protocol.decode(next.get());
                if (frame.isPresent()) {
                    take(frame.get());
                }
            }
        } catch (IOException e) {
            LOG.trace("the client has gone", e);
        }
        try {
            runtime.close();
        } catch (IOException e) {
            LOG.trace("so has the runtime", e);
        }
    }

    private void take(Frame frame) {
        switch (frame) {
            case Frame.Data(int channel, byte[] bytes) when channel == STDIN -> write(stdin, bytes);
            case Frame.Data(int channel, byte[] bytes) when channel == RESIZE -> write(resize, bytes);
            case Frame.Close(int channel) when channel == STDIN -> close(stdin);
            case Frame.Close(int channel) when channel == RESIZE -> close(resize);
            case Frame.Data _, Frame.Close _ -> LOG.trace("nothing is expected on this channel");
        }
    }

    private static void write(Optional<SpdyStream> stream, byte[] bytes) {
        if (stream.isPresent() && bytes.length > 0) {
            try {
                stream.get().out().write(bytes, 0, bytes.length);
            } catch (IOException e) {
                LOG.trace(
                        "the command takes no more", e); // the rest is taken in and dropped, so that the client can end
            }
        }
    }

    private static void close(Optional<SpdyStream> stream) {
        if (stream.isPresent()) {
            try {
                stream.get().close();
            } catch (IOException e) {
                LOG.trace("the command has ended before its input", e);
            }
        }
    }

    // --- the result

    private byte[] result(SpdyStream error) {
        java.io.ByteArrayOutputStream result = new java.io.ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        try {
            for (int read = error.in().read(buffer);
                    read >= 0;
                    read = error.in().read(buffer)) {
                result.write(buffer, 0, Math.min(read, RESULT_MAX_BYTES - result.size()));
            }
        } catch (IOException e) {
            LOG.trace("the error stream was reset, as the runtime ends it", e);
        }
        return result.toByteArray();
    }

    private void sendResult(byte[] result) throws IOException {
        byte[] status = result.length > 0
                ? result
                : Json.bytes(new ApiException(
                                Reason.INTERNAL_ERROR, "the container runtime closed the connection without a result")
                        .status());
        byte[] message = protocol.statusObject() ? status : failure(status).getBytes(StandardCharsets.UTF_8);
        if (message.length > 0) {
            protocol.send(client, ERROR, message, message.length);
        }
    }

    /** What clients of older protocols get: nothing for success. */
    private static String failure(byte[] status) {
        try {
            ObjectValue parsed = Json.parseObject(status);
            return parsed.text("status", "").equals("Success") ? "" : parsed.text("message", "");
        } catch (ParseException _) {
            return new String(status, StandardCharsets.UTF_8); // an older runtime's text
        }
    }
}
