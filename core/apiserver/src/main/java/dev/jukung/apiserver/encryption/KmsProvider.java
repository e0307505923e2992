package dev.jukung.apiserver.encryption;

import dev.jukung.apiserver.encryption.EncryptionMetrics.Way;
import dev.jukung.base.Clock;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts with seeds that a key management service keeps ({@code kms}, version 2). The service is asked for its state in turns:
 * when it has another key, there is a new seed, encrypted by that; when it is not well, what was is used for some minutes more,
 * and reading goes on. So no write waits for the service. Thread-safe.
 */
final class KmsProvider implements Provider, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KmsProvider.class);

    private static final Duration TURN = Duration.ofMinutes(1);
    private static final Duration TURN_WHEN_ILL = Duration.ofSeconds(10);
    private static final Duration SEED_LIFE = Duration.ofMinutes(3);
    private static final Duration CHECK_LIFE = Duration.ofSeconds(20);
    private static final Duration CHECK_LIFE_WHEN_ILL = Duration.ofSeconds(3);

    /** Each server makes a seed at each start and for each key, so there are few. */
    private static final int SEEDS_MAX = 1_000;

    /** What new values are encrypted with. */
    private record State(SeedCipher cipher, KmsService.Sealed source, Instant expires) {}

    /** What a seed is known by. */
    private record SourceKey(String ciphertext, String keyId, boolean seeded) {}

    private record Checked(Instant at, Optional<String> problem) {}

    private final String name;
    private final KmsService service;
    private final Clock clock;
    private final EncryptionMetrics metrics;
    private final LinkedHashMap<SourceKey, Opener> seeds = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private volatile Optional<State> state = Optional.empty();
    private Optional<Checked> checked = Optional.empty(); // guarded by this, as all below
    private Optional<String> version = Optional.empty();
    private Clock.Timer timer = () -> {};
    private boolean closed;

    /** Reads what was encrypted with a seed, or with a key. */
    @FunctionalInterface
    private interface Opener {
        byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException;
    }

    KmsProvider(String name, KmsService service, Clock clock, EncryptionMetrics metrics) {
        this.name = name;
        this.service = service;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Asks the service for the first time; it need not be there yet. */
    void start() {
        turn();
    }

    private void turn() {
        Optional<String> problem = check();
        problem.ifPresent(text -> LOG.error("kms plugin failed health check probe {}: {}", name, text));
        synchronized (this) {
            if (!closed) {
                timer = clock.after(problem.isPresent() ? TURN_WHEN_ILL : TURN, this::turn);
            }
        }
    }

    /** What is wrong with the service; asked anew when the last answer is some seconds old. */
    synchronized Optional<String> check() {
        Instant now = clock.now();
        if (checked.isPresent()) {
            Duration life = checked.get().problem().isPresent() ? CHECK_LIFE_WHEN_ILL : CHECK_LIFE;
            if (now.isBefore(checked.get().at().plus(life))) {
                return checked.get().problem();
            }
        }
        checked = Optional.of(new Checked(now, problem()));
        return checked.get().problem();
    }

    private Optional<String> problem() {
        KmsService.Status status;
        try {
            status = service.status();
        } catch (GeneralSecurityException e) {
            return Optional.of("failed to perform status section of the healthz check for KMS Provider " + name
                    + ", error: " + e.getMessage());
        }
        try {
            if (!status.health().equals("ok")) {
                throw new GeneralSecurityException("got unexpected healthz status: " + status.health());
            }
            checkVersion(status.version());
            checkKeyId(status.keyId());
            renew(status.keyId());
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of("kmsv2 Provider " + name + " is not healthy, error: " + e.getMessage());
        }
    }

    private void checkKeyId(String keyId) throws GeneralSecurityException {
        try {
            KmsObject.checkKeyId(keyId);
            metrics.keyTold(name, keyId, clock.now());
        } catch (GeneralSecurityException e) {
            metrics.keyInvalid(name, keyId);
            throw e;
        }
    }

    private void checkVersion(String told) throws GeneralSecurityException {
        if (!told.equals("v2") && !told.equals("v2beta1")) {
            throw new GeneralSecurityException("expected KMSv2 API version v2, got " + told);
        }
        if (version.isPresent() && !version.get().equals(told)) {
            throw new GeneralSecurityException("KMSv2 API version should not change after the initial status response"
                    + " version " + version.get() + ", got " + told);
        }
        version = Optional.of(told);
    }

    /** With the same key the seed is good for some minutes more; with another one there is a new seed. */
    private void renew(String keyId) throws GeneralSecurityException {
        Instant expires = clock.now().plus(SEED_LIFE);
        Optional<State> now = state;
        if (now.isPresent() && now.get().source().keyId().equals(keyId)) {
            state = Optional.of(new State(now.get().cipher(), now.get().source(), expires));
            return;
        }
        byte[] seed = Aes.random(SeedCipher.SEED_BYTES);
        KmsService.Sealed source = encrypted(seed);
        if (!source.keyId().equals(keyId)) {
            throw new GeneralSecurityException("failed to rotate DEK: the KMS says that its key is " + keyId
                    + ", and has encrypted with " + source.keyId());
        }
        SeedCipher cipher = new SeedCipher(seed);
        remember(key(source, true), cipher::open);
        state = Optional.of(new State(cipher, source, expires));
    }

    private KmsService.Sealed encrypted(byte[] seed) throws GeneralSecurityException {
        long start = clock.nanos();
        try {
            KmsService.Sealed source = service.encrypt(seed);
            KmsObject.check(source);
            metrics.seeded(Duration.ofNanos(clock.nanos() - start));
            return source;
        } catch (GeneralSecurityException e) {
            metrics.seedFailed();
            throw e;
        }
    }

    private static SourceKey key(KmsService.Sealed source, boolean seeded) {
        return new SourceKey(Base64.getEncoder().encodeToString(source.ciphertext()), source.keyId(), seeded);
    }

    private void remember(SourceKey key, Opener opener) {
        synchronized (seeds) {
            seeds.put(key, opener);
            if (seeds.size() > SEEDS_MAX) {
                seeds.pollFirstEntry();
            }
            metrics.remembers(name, seeds.size());
        }
    }

    @Override
    public String prefix() {
        return "k8s:enc:kms:v2:" + name + ":";
    }

    @Override
    public byte[] seal(byte[] context, byte[] value) throws GeneralSecurityException {
        State now = state.orElseThrow(() -> new GeneralSecurityException("got unexpected nil transformer"));
        if (clock.now().isAfter(now.expires())) {
            throw new GeneralSecurityException(
                    "encryptedDEKSource expired at " + now.expires() + " (current time is " + clock.now() + ")");
        }
        byte[] message = new KmsObject(now.cipher().seal(context, value), now.source(), true).message();
        metrics.keyUsed(Way.TO_STORAGE, name, now.source().keyId(), clock.now());
        return message;
    }

    @Override
    public byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException {
        KmsObject object = KmsObject.read(sealed);
        SourceKey key = key(object.source(), object.seeded());
        Optional<Opener> known;
        synchronized (seeds) {
            known = Optional.ofNullable(seeds.get(key));
        }
        if (known.isEmpty()) {
            metrics.missed();
            known = Optional.of(opener(object));
            remember(key, known.get());
        }
        metrics.keyUsed(Way.FROM_STORAGE, name, object.source().keyId(), clock.now());
        return known.get().open(context, object.data());
    }

    private Opener opener(KmsObject object) throws GeneralSecurityException {
        byte[] plain;
        try {
            plain = service.decrypt(object.source());
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException("failed to decrypt DEK, error: " + e.getMessage(), e);
        }
        return object.seeded() ? new SeedCipher(plain)::open : Aes.gcm("", plain)::open;
    }

    @Override
    public boolean outdated(byte[] sealed) {
        try {
            KmsObject object = KmsObject.read(sealed);
            return !object.seeded()
                    || state.map(now ->
                                    !now.source().keyId().equals(object.source().keyId()))
                            .orElse(true);
        } catch (GeneralSecurityException _) {
            return true; // whoever opens it is told what is wrong
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel();
        service.close();
    }
}
