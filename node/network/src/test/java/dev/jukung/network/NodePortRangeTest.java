package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class NodePortRangeTest {
    private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n";

    @Test
    void theDefaultRangesOfKubernetesAndLinuxDoNotMeet() {
        assertThat(NodePortRange.DEFAULT.conflicts("32768\t60999", "", HEAD)).isEmpty();
    }

    @Test
    void portsOfOutgoingConnectionsAreAConflictUnlessReserved() {
        NodePortRange range = new NodePortRange(32_000, 33_000);

        assertThat(range.conflicts("32768\t60999", "", HEAD))
                .singleElement()
                .asString()
                .startsWith("the kernel gives ports 32768-33000 to outgoing connections");
        assertThat(range.conflicts("32768\t60999", "8080,32768-33000", HEAD)).isEmpty();
        assertThat(range.conflicts("32768\t60999", "32768-32999", HEAD)).hasSize(1);
    }

    @Test
    void whatListensInTheRangeIsNamed() {
        String sockets = HEAD
                + "   0: 00000000:7530 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n" // listens on 30000
                + "   1: 0100007F:7531 0100007F:1F90 01 00000000:00000000 00:00000000 00000000\n" // connected
                + "   2: 00000000000000000000000000000000:7532 00000000000000000000000000000000:0000 07 0:0 0:0 0\n"
                + "   3: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n"; // ssh

        assertThat(NodePortRange.DEFAULT.conflicts("32768\t60999", "", sockets))
                .containsExactly(
                        "programs on this node listen on ports [30000, 30002]; Services that get these ports hide them");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new NodePortRange(10, 5)).isInstanceOf(IllegalArgumentException.class);
    }
}
