package dev.jukung.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.websocket.WebSocketSession.Message;
import dev.jukung.kubelet.server.ChannelProtocol.Frame;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChannelProtocolTest {
    private static ChannelProtocol protocol(String name) {
        return ChannelProtocol.of(Optional.of(name));
    }

    private static Optional<Frame> binary(String protocol, int... bytes) throws IOException {
        byte[] message = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            message[i] = (byte) bytes[i];
        }
        return protocol(protocol).decode(new Message.Binary(message));
    }

    @Test
    void theFirstByteNamesTheChannel() throws Exception {
        assertThat(binary("v4.channel.k8s.io", 0, 'h', 'i')).get().isInstanceOfSatisfying(Frame.Data.class, data -> {
            assertThat(data.channel()).isZero();
            assertThat(data.bytes()).asString().isEqualTo("hi");
        });
    }

    @Test
    void onlyTheFifthVersionClosesChannels() throws Exception {
        assertThat(binary("v5.channel.k8s.io", 255, 0)).contains(new Frame.Close(0));
        assertThat(binary("v4.channel.k8s.io", 255, 0)).get().isInstanceOf(Frame.Data.class);
        assertThat(binary("v5.channel.k8s.io", 255)).isEmpty();
    }

    @Test
    void base64ComesAsTextWithADigit() throws Exception {
        assertThat(protocol("base64.channel.k8s.io").decode(new Message.Text("4aGk=")))
                .get()
                .isInstanceOfSatisfying(Frame.Data.class, data -> {
                    assertThat(data.channel()).isEqualTo(4);
                    assertThat(data.bytes()).asString().isEqualTo("hi");
                });
        assertThatThrownBy(() -> protocol("v4.base64.channel.k8s.io").decode(new Message.Text("0***")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anEmptyMessageNamesNoChannel() throws Exception {
        assertThat(binary("v5.channel.k8s.io")).isEmpty();
    }

    @Test
    void aClientThatOffersNothingGetsTheOldestProtocol() {
        ChannelProtocol oldest = ChannelProtocol.of(Optional.empty());

        assertThat(oldest).isEqualTo(new ChannelProtocol("channel.k8s.io", false, false, false));
    }
}
