package dev.jukung.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.coordination.v1.Lease;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Leases of API servers, on virtual time. */
class ServerIdentityTest {
    private static final String HOST = "control-plane-1";
    private static final String NAME =
            "apiserver-ktnciuvxljjqohol43g65rthde"; // as kube-apiserver on a host of that name
    private static final Map<String, String> OF_SERVERS = Map.of("apiserver.kubernetes.io/identity", "kube-apiserver");

    private TestServer server;
    private ApiClient client;

    @BeforeEach
    void start() throws InterruptedException {
        server = TestServer.start();
        client = server.admin();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private ServerIdentity identity() {
        return ServerIdentity.start(
                client, HOST, new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE));
    }

    private Optional<Lease> lease(String name) throws InterruptedException {
        return client.find(Resources.LEASES, ObjectKey.of("kube-system", name));
    }

    private void leave(String name, Map<String, String> labels, Optional<Instant> renewed) throws InterruptedException {
        Lease lease = Lease.named("kube-system", name);
        client.create(
                Resources.LEASES,
                lease.withMetadata(lease.metadata().withLabels(labels))
                        .withSpec(renewed.map(time -> lease.spec()
                                        .withHolderIdentity(name)
                                        .withLeaseDurationSeconds(3600)
                                        .withRenewTime(time))
                                .orElse(lease.spec().withHolderIdentity(name))));
    }

    @Test
    void aServerIsThereUntilItsOrderlyEnd() throws InterruptedException {
        ServerIdentity identity = identity();

        Lease lease = lease(NAME).orElseThrow();
        assertThat(lease.metadata().labels())
                .isEqualTo(
                        Map.of("apiserver.kubernetes.io/identity", "kube-apiserver", "kubernetes.io/hostname", HOST));
        assertThat(lease.spec().holderIdentity().orElse("")).startsWith(NAME + "_");
        assertThat(lease.spec().leaseDurationSeconds()).hasValue(3600);
        assertThat(lease.spec().renewTime()).contains(TestServer.START);

        server.clock().advance(Duration.ofSeconds(10));
        assertThat(lease(NAME).orElseThrow().spec().renewTime()).contains(TestServer.START.plusSeconds(10));

        identity.close();
        assertThat(lease(NAME)).isEmpty();
        server.clock().advance(Duration.ofMinutes(1));
        assertThat(lease(NAME)).isEmpty();
    }

    @Test
    void aLeaseThatSomebodyRemovedOrChangedIsWrittenAgain() throws InterruptedException {
        try (ServerIdentity _ = identity()) {
            Lease lease = lease(NAME).orElseThrow();
            client.update(Resources.LEASES, lease.withSpec(lease.spec().withHolderIdentity("somebody")));
            server.clock().advance(Duration.ofSeconds(20)); // the first turn finds out, the second one writes
            assertThat(lease(NAME))
                    .map(Lease::spec)
                    .isEqualTo(Optional.of(lease.spec().withRenewTime(TestServer.START.plusSeconds(20))));

            client.delete(Resources.LEASES, lease.key(), ApiClient.DeleteOptions.NONE);
            server.clock().advance(Duration.ofSeconds(20));
            assertThat(lease(NAME)).isPresent();
        }
    }

    @Test
    void whoStartsOnTheSameHostTakesThePlaceOfThePredecessor() throws InterruptedException {
        leave(NAME, OF_SERVERS, Optional.of(TestServer.START));
        String before = lease(NAME).orElseThrow().uid();

        try (ServerIdentity _ = identity()) {
            assertThat(lease(NAME).orElseThrow().uid()).isNotEqualTo(before);
        }
    }

    @Test
    void leasesThatHaveRunOutAreRemovedThoseOfOthersAreNot() throws InterruptedException {
        leave("apiserver-gone", OF_SERVERS, Optional.of(TestServer.START));
        leave("apiserver-broken", OF_SERVERS, Optional.empty());
        leave("somebody-elses", Map.of(), Optional.of(TestServer.START));

        try (ServerIdentity _ = identity()) {
            assertThat(names()).containsExactly("apiserver-gone", NAME, "somebody-elses");

            server.clock().advance(Duration.ofHours(2));

            assertThat(names()).containsExactly(NAME, "somebody-elses");
        }
    }

    private List<String> names() throws InterruptedException {
        return client.list(Resources.LEASES, ApiClient.ListQuery.in("kube-system")).items().stream()
                .map(Lease::name)
                .toList();
    }
}
