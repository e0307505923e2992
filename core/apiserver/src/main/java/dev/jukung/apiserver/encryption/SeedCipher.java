package dev.jukung.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM with a key of its own for each value, derived from one seed: a value begins with 32 random bytes, from which, by HKDF
 * with SHA-256, its key follows. So no number of values wears the seed out. Thread-safe.
 */
final class SeedCipher {
    static final int SEED_BYTES = 32;
    private static final int INFO_BYTES = 32;
    private static final int KEY_BYTES = 32;

    private final SecretKey seed;

    SeedCipher(byte[] seed) throws GeneralSecurityException {
        if (seed.length < SEED_BYTES) {
            throw new GeneralSecurityException("invalid seed length " + seed.length + " used for key generation");
        }
        this.seed = new SecretKeySpec(seed, "Generic");
    }

    byte[] seal(byte[] context, byte[] value) throws GeneralSecurityException {
        byte[] info = Aes.random(INFO_BYTES);
        return Aes.joined(info, cipher(info).seal(context, value));
    }

    byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException {
        Aes.requireLonger(sealed, INFO_BYTES);
        byte[] info = Arrays.copyOf(sealed, INFO_BYTES);
        return cipher(info).open(context, Arrays.copyOfRange(sealed, INFO_BYTES, sealed.length));
    }

    private Provider cipher(byte[] info) throws GeneralSecurityException {
        byte[] key = KDF.getInstance("HKDF-SHA256").deriveData(HKDFParameterSpec.expandOnly(seed, info, KEY_BYTES));
        return Aes.gcm("", key);
    }
}
