package dev.jukung.kubelet.server;

import dev.jukung.http.websocket.WebSocketSession;
import dev.jukung.http.websocket.WebSocketSession.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * How numbered channels share a WebSocket: each message begins with its channel, as a byte or, in base64, as a digit.
 *
 * @param base64 text messages instead of binary ones
 * @param statusObject the error channel carries a Status at the end; older protocols have a text there, in case of failure
 * @param closes channel 255 names a channel that the client closes
 */
record ChannelProtocol(String name, boolean base64, boolean statusObject, boolean closes) {
    private static final int CLOSE = 255;

    /** Those for exec and attach, which clients choose from. */
    static final List<String> REMOTE_COMMAND = List.of(
            "v5.channel.k8s.io",
            "v4.channel.k8s.io",
            "v4.base64.channel.k8s.io",
            "channel.k8s.io",
            "base64.channel.k8s.io");
    /** Those for port-forward. */
    static final List<String> PORT_FORWARD = List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io");

    /** What a client says. */
    sealed interface Frame {
        record Data(int channel, byte[] bytes) implements Frame {}

        /** The client will send nothing more on the channel. */
        record Close(int channel) implements Frame {}
    }

    /** @param subprotocol as agreed on; none means the oldest */
    static ChannelProtocol of(Optional<String> subprotocol) {
        String name = subprotocol.orElse("channel.k8s.io");
        return new ChannelProtocol(
                name,
                name.contains("base64"),
                name.startsWith("v4.") || name.startsWith("v5."),
                name.startsWith("v5."));
    }

    /** Empty for a message that names no channel. */
    Optional<Frame> decode(Message message) throws IOException {
        byte[] bytes =
                switch (message) {
                    case Message.Binary(byte[] binary) -> binary;
                    case Message.Text(String text) -> text.getBytes(StandardCharsets.UTF_8);
                };
        if (bytes.length == 0) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
        if (base64) {
            int channel = bytes[0] - '0';
            return channel < 0 || channel > 9
                    ? Optional.empty()
                    : Optional.of(new Frame.Data(channel, decoded(content)));
        }
        int channel = bytes[0] & 0xff;
        if (closes && channel == CLOSE) {
            return content.length == 1 ? Optional.of(new Frame.Close(content[0] & 0xff)) : Optional.empty();
        }
        return Optional.of(new Frame.Data(channel, content));
    }

    private static byte[] decoded(byte[] content) throws IOException {
        try {
            return Base64.getDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw new IOException("a message is not in base64", e);
        }
    }

    void send(WebSocketSession session, int channel, byte[] bytes, int length) throws IOException {
        if (base64) {
            byte[] content = Arrays.copyOf(bytes, length);
            session.sendText((char) ('0' + channel) + Base64.getEncoder().encodeToString(content));
            return;
        }
        byte[] message = new byte[length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, 0, message, 1, length);
        session.sendBinary(message);
    }
}
