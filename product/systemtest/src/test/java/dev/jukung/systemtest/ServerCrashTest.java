package dev.jukung.systemtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.value.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server that is killed while clients write: what it has acknowledged is there when it is started again. */
@Timeout(180)
class ServerCrashTest {
    private static final String NAME = "st-crash";
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 8;
    private static final int WRITES_PER_ROUND = 800;

    @TempDir
    private Path home;

    private JukungProcess jukung = JukungProcess.in(Path.of(""));

    /** What the server has answered last about each ConfigMap. */
    private record Acknowledged(long version, int value) {}

    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Semaphore writes = new Semaphore(0);

    @BeforeEach
    void up() throws Exception {
        jukung = JukungProcess.in(home);
        String port = Integer.toString(JukungProcess.freePort());
        jukung.run("up", "--name", NAME, "--runtime", "sim", "--port", port).succeeded();
    }

    @AfterEach
    void down() throws Exception {
        jukung.run("down", "--name", NAME).succeeded();
    }

    @Test
    void everyAcknowledgedWriteIsThereAfterEachOfSeveralKills() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Thread> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String prefix = "r" + round + "-c" + client + "-";
                HttpApiClient connection = jukung.client();
                clients.add(Thread.ofVirtual().start(() -> writeUntilRefused(connection, prefix)));
            }
            assertThat(writes.tryAcquire(WRITES_PER_ROUND, 60, TimeUnit.SECONDS))
                    .as("writes in round " + round)
                    .isTrue();
            jukung.killServer(NAME);
            for (Thread client : clients) {
                client.join();
            }
            jukung.run("start", "--name", NAME).succeeded();
            assertAllThere();
            writes.drainPermits();
        }
    }

    /** Each ConfigMap is created and then patched twice. */
    private void writeUntilRefused(HttpApiClient connection, String prefix) {
        try (connection) {
            for (int i = 0; ; i++) {
                String name = prefix + i;
                remember(connection.create(
                        Resources.CONFIGMAPS, ConfigMap.named("default", name).withData(Map.of("n", "0"))));
                for (int value = 1; value <= 2; value++) {
                    remember(connection.patch(
                            Resources.CONFIGMAPS,
                            ObjectKey.of("default", name),
                            Patch.merge(Json.parseObject("{\"data\":{\"n\":\"" + value + "\"}}")),
                            WriteOptions.NONE));
                }
            }
        } catch (ApiException _) {
            // the server was killed: what is not acknowledged may be there or not
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void remember(ConfigMap answer) {
        acknowledged.put(answer.name(), state(answer));
        writes.release();
    }

    private static Acknowledged state(ConfigMap map) {
        return new Acknowledged(
                Long.parseLong(map.resourceVersion()),
                Integer.parseInt(map.data().get("n")));
    }

    private void assertAllThere() throws Exception {
        Map<String, Acknowledged> stored = new ConcurrentHashMap<>();
        try (HttpApiClient client = jukung.client()) {
            client.list(Resources.CONFIGMAPS, ApiClient.ListQuery.in("default")).items().stream()
                    .filter(map -> map.data().containsKey("n"))
                    .forEach(map -> stored.put(map.name(), state(map)));
        }
        assertThat(stored).containsKeys(acknowledged.keySet().toArray(String[]::new));
        acknowledged.forEach((name, last) -> {
            Acknowledged found = requireNonNull(stored.get(name), name);
            assertThat(found.version()).as(name).isGreaterThanOrEqualTo(last.version());
            assertThat(found.value()).as(name).isBetween(last.value(), last.value() + 1);
            if (found.value() == last.value()) {
                assertThat(found).as(name).isEqualTo(last);
            }
        });
    }
}
