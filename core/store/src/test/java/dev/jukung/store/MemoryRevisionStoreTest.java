package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.VirtualClock;
import org.junit.jupiter.api.Nested;

class MemoryRevisionStoreTest {
    @Nested
    class Store extends RevisionStoreContract {
        @Override
        RevisionStore open(VirtualClock clockOfStore) {
            return RevisionStores.inMemory(clockOfStore);
        }
    }

    @Nested
    class Watches extends WatchContract {
        @Override
        RevisionStore open(VirtualClock clockOfStore) {
            return RevisionStores.inMemory(clockOfStore);
        }
    }

    @Nested
    class Settling extends SettlingContract {
        @Override
        RevisionStore open(Clock clockOfStore) {
            return RevisionStores.inMemory(clockOfStore);
        }
    }
}
