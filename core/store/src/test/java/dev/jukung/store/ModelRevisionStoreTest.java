package dev.jukung.store;

import dev.jukung.base.Clock;
import dev.jukung.base.VirtualClock;
import org.junit.jupiter.api.Nested;

class ModelRevisionStoreTest {
    @Nested
    class Store extends RevisionStoreContract {
        @Override
        RevisionStore open(VirtualClock clockOfStore) {
            return new ModelRevisionStore(clockOfStore);
        }
    }

    @Nested
    class Watches extends WatchContract {
        @Override
        RevisionStore open(VirtualClock clockOfStore) {
            return new ModelRevisionStore(clockOfStore);
        }
    }

    @Nested
    class Settling extends SettlingContract {
        @Override
        RevisionStore open(Clock clockOfStore) {
            return new ModelRevisionStore(clockOfStore);
        }
    }
}
