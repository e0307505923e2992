package dev.jukung.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which link a node's address is taken from. */
class HostAddressTest {
    private static final String HEAD =
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT";

    @Test
    void theLinkOfTheDefaultRouteWithTheLeastMetricIsChosenAndNotTheFirstBridge() {
        List<String> routes = List.of(
                HEAD,
                "br0\t0001C70A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                "wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
                "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0");

        assertThat(HostAddress.linkOfDefaultRoute(routes)).contains("eth0");
    }

    @Test
    void withoutADefaultRouteThereIsNone() {
        List<String> routes = List.of(HEAD, "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0", "");

        assertThat(HostAddress.linkOfDefaultRoute(routes)).isEmpty();
    }
}
