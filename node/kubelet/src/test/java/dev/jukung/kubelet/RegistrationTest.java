package dev.jukung.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.kubelet.node.StatusReports;
import dev.jukung.kubelet.sim.SimulatedRuntime;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Quantity;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Taint;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a kubelet makes its Node, or waits for one, by its settings. */
class RegistrationTest {
    private static final ObjectKey NODE = ObjectKey.of("n1");

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Kubelet kubelet(UnaryOperator<KubeletConfig> settings) throws InterruptedException {
        Kubelet kubelet = Kubelet.start(
                settings.apply(KubeletConfig.of("n1", "192.0.2.1", directory)),
                server.admin(),
                SimulatedBackend.of(new SimulatedRuntime("10.42.0.0/24", server.clock(), server.random())),
                new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE));
        server.clock().settle();
        return kubelet;
    }

    @Test
    void withoutRegistrationTheNodeIsMadeByHand() throws InterruptedException {
        try (Kubelet _ = kubelet(config -> config.withRegistration(false, List.of()))) {
            server.clock().advance(Duration.ofMinutes(1));
            assertThat(server.admin().find(Resources.NODES, NODE)).isEmpty();

            server.admin().create(Resources.NODES, Node.named("", "n1"));
            server.clock().advance(Duration.ofSeconds(15));

            assertThat(server.admin().get(Resources.NODES, NODE).status().conditions())
                    .anyMatch(condition -> condition.type().equals("Ready")
                            && condition.status().equals("True"));
        }
    }

    @Test
    void theNodeHasWhatTheSettingsSay() throws InterruptedException {
        Taint taint = Taint.EMPTY.withKey("fresh").withValue("yes").withEffect("NoSchedule");
        try (Kubelet _ = kubelet(config -> config.withRegistration(true, List.of(taint))
                .withNodeLabels(Map.of("pool", "blue"))
                .withNodeAddresses(List.of("192.0.2.7", "2001:db8::7"))
                .withMaxPods(250)
                .withProviderId("cloud://n1")
                .withReserved(Map.of("cpu", Quantity.parse("70m"), "memory", Quantity.parse("512Mi"))))) {
            Node node = server.admin().get(Resources.NODES, NODE);
            assertThat(node.metadata().labels()).containsEntry("pool", "blue");
            assertThat(node.spec().taints()).contains(taint);
            assertThat(node.spec().providerID()).contains("cloud://n1");
            assertThat(node.status().addresses())
                    .extracting(address -> address.type() + "=" + address.address())
                    .containsExactly("InternalIP=192.0.2.7", "InternalIP=2001:db8::7", "Hostname=n1");
            assertThat(node.status().capacity())
                    .containsEntry("cpu", Quantity.parse("8"))
                    .containsEntry("memory", Quantity.parse("32Gi"));
            assertThat(node.status().allocatable())
                    .containsEntry("cpu", Quantity.parse("7930m"))
                    .containsEntry("memory", Quantity.parse("32256Mi"))
                    .containsEntry("pods", Quantity.parse("250"));
        }
    }

    @Test
    void theStatusIsToldAsOftenAsIsSaid() throws InterruptedException {
        StatusReports often = new StatusReports(Duration.ofSeconds(2), Duration.ofSeconds(20));
        try (Kubelet _ = kubelet(config -> config.withReports(often))) {
            String before = heartbeat();
            server.clock().advance(Duration.ofSeconds(10));
            assertThat(heartbeat()).isEqualTo(before);
            server.clock().advance(Duration.ofSeconds(12));
            assertThat(heartbeat()).isNotEqualTo(before);
        }
    }

    private String heartbeat() throws InterruptedException {
        return server.admin().get(Resources.NODES, NODE).status().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .tree()
                .text("lastHeartbeatTime", "");
    }
}
