package dev.jukung.examples.idp;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which tokens are no longer good although they have not expired. Thread-safe; methods block. */
interface Revocations extends AutoCloseable {
    /** @param expiry when the token ends anyway and the revocation may be forgotten */
    void revoke(String tokenId, Instant expiry) throws IOException;

    boolean revoked(String tokenId) throws IOException;

    /** Whether the store answers; throws what is wrong with it. */
    void check() throws IOException;

    @Override
    default void close() {}

    static Revocations inMemory(InstantSource clock) {
        Map<String, Instant> revoked = new ConcurrentHashMap<>();
        return new Revocations() {
            @Override
            public void revoke(String tokenId, Instant expiry) {
                Instant now = clock.instant();
                revoked.values().removeIf(now::isAfter); // so that it holds no more than what still matters
                revoked.put(tokenId, expiry);
            }

            @Override
            public boolean revoked(String tokenId) {
                return revoked.containsKey(tokenId);
            }

            @Override
            public void check() {}
        };
    }
}
