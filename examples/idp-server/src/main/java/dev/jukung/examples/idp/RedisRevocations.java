package dev.jukung.examples.idp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Revocations in Redis, each under a key that expires with its token; all replicas see them at once. Thread-safe. */
final class RedisRevocations implements Revocations {
    private final Settings.Redis settings;
    private final InstantSource clock;
    private Optional<RedisConnection> connection = Optional.empty(); // guarded by this

    RedisRevocations(Settings.Redis settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void revoke(String tokenId, Instant expiry) throws IOException {
        long seconds = Duration.between(clock.instant(), expiry).toSeconds() + 1;
        if (seconds > 0) {
            call("SET", "revoked:" + tokenId, "1", "EX", Long.toString(seconds));
        }
    }

    @Override
    public boolean revoked(String tokenId) throws IOException {
        return call("EXISTS", "revoked:" + tokenId).equals("1");
    }

    @Override
    public void check() throws IOException {
        call("PING");
    }

    /** Every command here can be repeated, so one that fails on a connection kept from earlier gets a second, fresh one. */
    private synchronized String call(String... command) throws IOException {
        boolean kept = connection.isPresent();
        try {
            return connected().call(command);
        } catch (RedisConnection.RefusedException e) {
            throw new IOException("Redis " + settings + ": " + e.getMessage(), e);
        } catch (IOException e) {
            close();
            if (kept) {
                return call(command);
            }
            throw new IOException("Redis " + settings + ": " + e.getMessage(), e);
        }
    }

    private RedisConnection connected() throws IOException {
        if (connection.isEmpty()) {
            connection = Optional.of(RedisConnection.open(settings));
        }
        return connection.get();
    }

    @Override
    public synchronized void close() {
        connection.ifPresent(RedisConnection::close);
        connection = Optional.empty();
    }
}
