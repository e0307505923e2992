package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.http.pki.Keys;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Servers that share a store and find it empty at the same moment: what every cluster has is made once, and all of them start. */
@Timeout(60)
class StartTogetherTest {
    private static final int SERVERS = 4;

    @RepeatedTest(5)
    void allStart() throws Exception {
        Clock clock = new SystemClock();
        KeyPair keys = Keys.ec();
        List<ApiServer> started = new ArrayList<>();
        try (RevisionStore store = RevisionStores.inMemory(clock);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ApiServer>> starts = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                Randomness random = new Randomness(new Random(i));
                starts.add(threads.submit(() -> ApiServer.start(
                        ApiServerConfig.standard("127.0.0.1", 6443, keys),
                        new ApiServer.Surroundings(
                                store,
                                _ -> (_, _, _) -> {
                                    throw new ApiException(Reason.SERVICE_UNAVAILABLE, "there are no nodes here");
                                },
                                clock,
                                random,
                                (where, bug) -> {
                                    throw new AssertionError(where, bug);
                                }))));
            }
            for (Future<ApiServer> start : starts) {
                started.add(start.get());
            }
            for (ApiServer server : started) {
                assertThat(server.client(User.of("admin", User.MASTERS))
                                .get(Resources.SERVICES, ObjectKey.of("default", "kubernetes"))
                                .spec()
                                .clusterIP())
                        .contains("10.96.0.1");
            }
            started.forEach(ApiServer::close);
        }
    }
}
