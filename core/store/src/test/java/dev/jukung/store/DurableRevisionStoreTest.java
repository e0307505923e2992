package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.VirtualClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class DurableRevisionStoreTest {
    @Nested
    class Store extends RevisionStoreContract {
        @TempDir
        private Path directory;

        @Override
        RevisionStore open(VirtualClock clockOfStore) {
            return RevisionStores.open(directory, clockOfStore, DurableRevisionStoreTest::fail);
        }
    }

    @Nested
    class Watches extends WatchContract {
        @TempDir
        private Path directory;

        @Override
        RevisionStore open(VirtualClock clockOfStore) {
            return RevisionStores.open(directory, clockOfStore, DurableRevisionStoreTest::fail);
        }
    }

    @Nested
    class Settling extends SettlingContract {
        @TempDir
        private Path directory;

        @Override
        RevisionStore open(Clock clockOfStore) {
            return RevisionStores.open(directory, clockOfStore, DurableRevisionStoreTest::fail);
        }
    }

    private static void fail(String where, Throwable bug) {
        throw new AssertionError(where, bug);
    }
}
