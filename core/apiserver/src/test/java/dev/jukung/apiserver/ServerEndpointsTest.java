package dev.jukung.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.store.Key;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.store.Write;
import dev.jukung.value.ObjectValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The endpoints of the Service kubernetes are the servers that live. */
@Timeout(60)
class ServerEndpointsTest {
    private static final Key OTHER = new Key("masterleases", "192.0.2.9");

    /** A store that says of itself that other servers write to it. */
    private static RevisionStore shared(Clock clock) {
        RevisionStore real = RevisionStores.inMemory(clock);
        return (RevisionStore) Proxy.newProxyInstance(
                RevisionStore.class.getClassLoader(), new Class<?>[] {RevisionStore.class}, (_, method, arguments) -> {
                    try {
                        return method.getName().equals("shared") ? (Object) true : method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<String> endpoints(Requests requests) throws Exception {
        List<ObjectValue> subsets = requests.get("/api/v1/namespaces/default/endpoints/kubernetes")
                .json()
                .list("subsets")
                .objects();
        List<String> addresses = subsets.stream()
                .flatMap(subset -> subset.list("addresses").objects().stream())
                .map(address -> address.text("ip", ""))
                .toList();
        List<String> sliced = requests
                .get("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes")
                .json()
                .list("endpoints")
                .objects()
                .stream()
                .flatMap(endpoint -> endpoint.list("addresses").texts().stream())
                .toList();
        assertThat(sliced).isEqualTo(addresses);
        return addresses;
    }

    private static void otherServerSaysThatItLives(Requests requests, int generation) throws InterruptedException {
        byte[] value = ("{\"kind\":\"Endpoints\",\"apiVersion\":\"v1\",\"metadata\":{\"generation\":" + generation
                        + "},\"subsets\":[{\"addresses\":[{\"ip\":\"192.0.2.9\"}]}]}")
                .getBytes(UTF_8);
        requests.store().commit(List.of(), List.of(new Write.Put(OTHER, value)), new Cause("other", "lives", 0));
    }

    @Test
    void aServerIsAmongThemAsLongAsItSaysThatItLives() throws Exception {
        try (Requests requests = new Requests(UnaryOperator.identity(), ServerEndpointsTest::shared)) {
            assertThat(endpoints(requests)).containsExactly("127.0.0.1");
            for (int i = 1; i <= 3; i++) {
                otherServerSaysThatItLives(requests, i);
                requests.clock().advance(ServerEndpoints.INTERVAL);
                assertThat(endpoints(requests)).containsExactly("127.0.0.1", "192.0.2.9");
            }

            requests.clock().advance(ServerAddresses.LIFE.plus(ServerEndpoints.INTERVAL));

            assertThat(endpoints(requests)).containsExactly("127.0.0.1");
            assertThat(requests.store().latest().get(OTHER)).isEmpty();
        }
    }

    @Test
    void aServerThatEndsInOrderLeavesAtOnce() throws Exception {
        try (Requests requests = new Requests(UnaryOperator.identity(), ServerEndpointsTest::shared)) {
            otherServerSaysThatItLives(requests, 1);
            requests.clock().advance(ServerEndpoints.INTERVAL);

            requests.server().close();

            assertThat(endpoints(requests)).containsExactly("192.0.2.9");
            requests.clock().advance(Duration.ofMinutes(1));
            assertThat(endpoints(requests)).as("it does not come back").containsExactly("192.0.2.9");
        }
    }

    @Test
    void aServerAloneNamesItselfAndWritesNothingMore() throws Exception {
        try (Requests requests = new Requests()) {
            long before = requests.revision();
            requests.clock().advance(Duration.ofMinutes(1));
            assertThat(endpoints(requests)).containsExactly("127.0.0.1");
            assertThat(requests.revision()).isEqualTo(before);
        }
    }
}
