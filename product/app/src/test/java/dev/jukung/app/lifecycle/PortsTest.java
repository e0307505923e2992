package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void theFirstFreePortFromTheWantedOneOnIsTaken() {
        Set<Integer> used = Set.of(6443, 6444, 6446);

        assertThat(Ports.firstFree(6443, port -> !used.contains(port))).hasValue(6445);
        assertThat(Ports.firstFree(6447, port -> !used.contains(port))).hasValue(6447);
    }

    @Test
    void theSearchEnds() {
        assertThat(Ports.firstFree(65_500, _ -> false)).isEmpty();
    }

    @Test
    void aPortThatSomebodyListensOnIsNotFree() throws Exception {
        int port;
        try (ServerSocket listening = new ServerSocket(0)) {
            port = listening.getLocalPort();
            assertThat(Ports.free(port)).isFalse();
        }
        assertThat(Ports.free(port)).isTrue();
    }

    @Test
    void portsHaveSixteenBits() {
        assertThat(Ports.valid(0)).isFalse();
        assertThat(Ports.valid(1)).isTrue();
        assertThat(Ports.valid(65_535)).isTrue();
        assertThat(Ports.valid(65_536)).isFalse();
    }
}
