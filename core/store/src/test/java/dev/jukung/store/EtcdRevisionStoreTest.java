package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real etcd keeps the promises of all stores. The tests share one etcd; each has a prefix of its own. */
class EtcdRevisionStoreTest {
    private static final AtomicInteger PREFIX = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EtcdProcess etcd;

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdProcess.start(folder);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Nested
    class Store extends RevisionStoreContract {
        @Override
        RevisionStore open(VirtualClock clockOfStore) throws Exception {
            return openEmpty(clockOfStore);
        }
    }

    @Nested
    class Watches extends WatchContract {
        @Override
        RevisionStore open(VirtualClock clockOfStore) throws Exception {
            return openEmpty(clockOfStore);
        }
    }

    @Nested
    class Settling extends SettlingContract {
        @Override
        RevisionStore open(Clock clockOfStore) throws Exception {
            return openEmpty(clockOfStore);
        }
    }

    private static RevisionStore openEmpty(Clock clock) throws InterruptedException {
        EtcdOptions options = EtcdOptions.of(etcd.addresses())
                .withPrefix("/test-" + PREFIX.incrementAndGet())
                .withCompactionInterval(Duration.ZERO);
        return RevisionStores.etcd(options, clock, new Randomness(new SplittableRandom(1)), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }
}
