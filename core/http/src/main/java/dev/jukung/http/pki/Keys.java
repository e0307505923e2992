package dev.jukung.http.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** Makes key pairs. Stateless. */
public final class Keys {
    private static final int RSA_BITS = 2048;

    private Keys() {}

    /** ECDSA on P-256: what every certificate of ours uses; takes well under a millisecond. */
    public static KeyPair ec() {
        return generate("EC", new ECGenParameterSpec("secp256r1"));
    }

    /**
     * RSA with 2048 bits, as kubeadm makes for signing ServiceAccount tokens. Finding the primes takes 50 to 500 ms:
     * at start-up do it beside other work.
     */
    public static KeyPair rsa() {
        return generate("RSA", new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair generate(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes " + algorithm + " keys", e);
        }
    }
}
