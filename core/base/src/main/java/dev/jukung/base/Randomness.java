package dev.jukung.base;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The one source of chance: uids, jitter and name suffixes all come from here, so that a seeded run
 * repeats itself. Secrets and keys never do: they take {@link java.security.SecureRandom}. Thread-safe.
 */
public final class Randomness {
    /** Kubernetes' alphabet of generated names: no vowels, no characters that look alike. */
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    private final RandomGenerator generator;

    public Randomness(RandomGenerator generator) {
        this.generator = generator;
    }

    /** A random (version 4) UUID in its usual text form. */
    public synchronized String uid() {
        long high = (generator.nextLong() & ~0xf000L) | 0x4000L;
        long low = (generator.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** A suffix of generated names, of {@code length} characters from the alphabet Kubernetes uses. */
    public synchronized String suffix(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(SAFE.charAt(generator.nextInt(SAFE.length())));
        }
        return text.toString();
    }

    /** All of a number. */
    public synchronized long bits() {
        return generator.nextLong();
    }

    /** Uniform in [0, bound). */
    public synchronized int below(int bound) {
        return generator.nextInt(bound);
    }

    /** Uniform in [0, 1). */
    public synchronized double fraction() {
        return generator.nextDouble();
    }
}
