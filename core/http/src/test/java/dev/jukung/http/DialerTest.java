package dev.jukung.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** What comes of the failures of the system's connect. */
class DialerTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 6443);

    @Test
    void aConnectionThatIsResetBeforeItIsUsedMayBeMadeAgain() {
        ConnectException reset =
                new ConnectException("finishConnect(..) failed with error(-104): Connection reset by peer");

        assertThat(Dialer.explained(reset, ADDRESS))
                .isInstanceOf(NotProcessedException.class)
                .hasMessage("dial tcp 127.0.0.1:6443: connect: connection reset by peer")
                .hasCause(reset);
    }

    @Test
    void whereNobodyListensTheConnectionIsRefused() {
        ConnectException refused =
                new ConnectException("finishConnect(..) failed with error(-111): Connection refused");

        assertThat(Dialer.explained(refused, ADDRESS))
                .isInstanceOf(ConnectException.class)
                .hasMessage("dial tcp 127.0.0.1:6443: connect: connection refused");
    }
}
