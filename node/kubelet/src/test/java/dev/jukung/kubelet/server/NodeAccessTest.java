package dev.jukung.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAccessTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /containerLogs/default/web/app, get, proxy",
        "POST, /exec/default/web/app, create, proxy",
        "GET, /stats/summary, get, stats",
        "GET, /metrics, get, metrics",
        "GET, /metrics/cadvisor, get, metrics",
        "GET, /metricsx, get, proxy",
        "GET, /logs/, get, log",
        "GET, /healthz/ping, get, healthz proxy",
        "GET, /pods, get, pods proxy",
        "GET, /runningpods/, get, pods proxy",
        "GET, /configz, get, configz proxy",
        "DELETE, /anything, delete, proxy"
    })
    void eachPathNeedsAVerbOnASubresource(String method, String path, String verb, String subresources) {
        Request request = new Request(
                method,
                path,
                Map.of(),
                Headers.NONE,
                new byte[0],
                new InetSocketAddress("192.0.2.1", 1),
                List.of(),
                "HTTP/1.1");

        assertThat(NodeAccess.of(request)).isEqualTo(new NodeAccess(verb, List.of(subresources.split(" "))));
    }
}
