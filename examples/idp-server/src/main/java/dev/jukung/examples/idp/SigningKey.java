package dev.jukung.examples.idp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Signs and checks with ES256 (RFC 7518): ECDSA on P-256 with SHA-256. Immutable. */
final class SigningKey {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE_BYTES = 32;

    private final ECPrivateKey secret;
    private final ECPublicKey shared;
    private final String id;

    private SigningKey(ECPrivateKey secret, ECPublicKey shared) throws GeneralSecurityException {
        this.secret = secret;
        this.shared = shared;
        // The thumbprint of RFC 7638: replicas with the same key give it the same name.
        String members = FlatJson.write(new TreeMap<>(Map.of("crv", "P-256", "kty", "EC", "x", x(), "y", y())));
        this.id = BASE64.encodeToString(
                MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8)));
    }

    static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey((ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /**
     * Reads what {@code openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | openssl pkcs8 -topk8 -nocrypt
     * -outform DER | base64 -w0} writes.
     */
    static SigningKey parse(String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            KeyFactory factory = KeyFactory.getInstance("EC");
            ECPrivateKey secret = (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(der));
            // The JDK does not hand out the public half, but it stands at the end, uncompressed (RFC 5915).
            int start = der.length - 2 * COORDINATE_BYTES;
            if (start < 1 || der[start - 1] != 4) {
                throw new IllegalArgumentException("the key has no public half");
            }
            ECPoint point = new ECPoint(
                    new BigInteger(1, Arrays.copyOfRange(der, start, start + COORDINATE_BYTES)),
                    new BigInteger(1, Arrays.copyOfRange(der, start + COORDINATE_BYTES, der.length)));
            ECPublicKey shared = (ECPublicKey) factory.generatePublic(new ECPublicKeySpec(point, secret.getParams()));
            SigningKey key = new SigningKey(secret, shared);
            if (!key.verify("probe", key.sign("probe"))) {
                throw new IllegalArgumentException("the two halves of the key do not belong together");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "SIGNING_KEY is no P-256 key in PKCS#8 and base64: " + e.getMessage(), e);
        }
    }

    String id() {
        return id;
    }

    String sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(secret);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    boolean verify(String text, String signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(shared);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false; // not a signature at all: whoever sent it learns no more than that
        }
    }

    /** The public half as a JWK set (RFC 7517). */
    String jwks() {
        Map<String, Object> key = new TreeMap<>(
                Map.of("kty", "EC", "crv", "P-256", "alg", "ES256", "use", "sig", "kid", id, "x", x(), "y", y()));
        return "{\"keys\":[" + FlatJson.write(key) + "]}";
    }

    private String x() {
        return coordinate(shared.getW().getAffineX());
    }

    private String y() {
        return coordinate(shared.getW().getAffineY());
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray(); // may have a leading zero, or be short
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return BASE64.encodeToString(fixed);
    }
}
