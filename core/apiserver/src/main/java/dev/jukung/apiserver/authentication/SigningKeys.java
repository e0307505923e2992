package dev.jukung.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of ServiceAccount tokens: one that signs, and all that verify, found by their ids. Thread-safe. */
final class SigningKeys {
    /** @param id as in the header {@code kid}: the hash of the public key */
    record VerifyingKey(String id, JWSAlgorithm algorithm, JWSVerifier verifier, JWK published) {}

    private final String signingId;
    private final JWSAlgorithm algorithm;
    private final JWSSigner signer;
    private final Map<String, VerifyingKey> verifying = new LinkedHashMap<>();

    SigningKeys(KeyPair signing, List<PublicKey> others) {
        VerifyingKey own = verifyingKey(signing.getPublic());
        signingId = own.id();
        algorithm = own.algorithm();
        try {
            signer = signing.getPrivate() instanceof ECPrivateKey key
                    ? new ECDSASigner(key)
                    : new RSASSASigner(signing.getPrivate());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("unknown private key curve, must be 256, 384, or 521", e);
        }
        verifying.put(own.id(), own);
        for (PublicKey other : others) {
            VerifyingKey key = verifyingKey(other);
            verifying.putIfAbsent(key.id(), key);
        }
    }

    private static VerifyingKey verifyingKey(PublicKey key) {
        String id = id(key);
        try {
            return switch (key) {
                case RSAPublicKey rsa ->
                    new VerifyingKey(
                            id,
                            JWSAlgorithm.RS256,
                            new RSASSAVerifier(rsa),
                            new RSAKey.Builder(rsa).keyID(id).build());
                case ECPublicKey ec -> {
                    Curve curve = Curve.forECParameterSpec(ec.getParams());
                    JWSAlgorithm algorithm = Curve.P_384.equals(curve)
                            ? JWSAlgorithm.ES384
                            : Curve.P_521.equals(curve) ? JWSAlgorithm.ES512 : JWSAlgorithm.ES256;
                    yield new VerifyingKey(
                            id,
                            algorithm,
                            new ECDSAVerifier(ec),
                            new ECKey.Builder(curve, ec).keyID(id).build());
                }
                default ->
                    throw new IllegalArgumentException("unknown public key type " + key.getAlgorithm()
                            + ", must be *rsa.PublicKey, *ecdsa.PublicKey, or jose.OpaqueSigner");
            };
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the ServiceAccount key cannot be used: " + e.getMessage(), e);
        }
    }

    private static String id(PublicKey key) {
        try {
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    String signingId() {
        return signingId;
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    JWSSigner signer() {
        return signer;
    }

    /** Those that a token may be signed with: the one it names, or all where it names none. */
    List<VerifyingKey> named(String id) {
        if (id.isEmpty()) {
            return List.copyOf(verifying.values());
        }
        VerifyingKey key = verifying.get(id);
        return key == null ? List.of() : List.of(key);
    }

    /** The algorithms in use, sorted. */
    List<String> algorithms() {
        return verifying.values().stream()
                .map(key -> key.algorithm().getName())
                .distinct()
                .sorted()
                .toList();
    }

    /** As a JSON Web Key Set (RFC 7517), for {@code /openid/v1/jwks}. */
    ObjectValue published() {
        List<Object> keys = new ArrayList<>();
        for (VerifyingKey key : verifying.values()) {
            ObjectValue.Builder tree = ObjectValue.builder()
                    .set("use", "sig")
                    .set("kty", key.published().getKeyType().getValue())
                    .set("kid", key.id());
            ObjectValue all = Json.parseObject(key.published().toJSONString());
            all.text("crv").ifPresent(curve -> tree.set("crv", curve));
            tree.set("alg", key.algorithm().getName());
            for (String number : List.of("n", "e", "x", "y")) {
                all.text(number).ifPresent(value -> tree.set(number, value));
            }
            keys.add(tree.build());
        }
        return ObjectValue.of("keys", ListValue.copyOf(keys));
    }
}
