package dev.jukung.app.role;

import dev.jukung.apiserver.authentication.ServiceAccountConfig;
import dev.jukung.http.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code --service-account-*}: with which keys and in whose name tokens of ServiceAccounts are signed. */
final class ApiServerIdentity {
    private static final byte[] SAMPLE = {1, 2, 3};

    private final FlagValues values;
    private final Problems problems;

    ApiServerIdentity(FlagValues values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    Optional<ServiceAccountConfig> read() {
        List<String> issuers = values.list("service-account-issuer");
        Optional<Path> signing = values.file("service-account-signing-key-file");
        if (issuers.isEmpty()) {
            problems.add("service-account-issuer is a required flag");
        }
        if (values.list("service-account-key-file").isEmpty()) {
            problems.add("either `--service-account-key-file` or `--service-account-signing-endpoint` must be set");
        }
        if (signing.isEmpty()) {
            problems.add(
                    issuers.isEmpty()
                            ? "--service-account-signing-key-file and --service-account-issuer are required flags"
                            : "--service-account-signing-key-file, --service-account-issuer, and --api-audiences"
                                    + " should be specified together");
        }
        return signing.isEmpty() || issuers.isEmpty()
                ? Optional.empty()
                : problems.collect(() -> config(issuers, signing.get()));
    }

    private ServiceAccountConfig config(List<String> issuers, Path signing)
            throws IOException, GeneralSecurityException {
        List<PublicKey> known = new ArrayList<>();
        for (String file : values.list("service-account-key-file")) {
            known.addAll(publicKeys(Path.of(file)));
        }
        PrivateKey secret = Pem.privateKey(Files.readString(signing));
        KeyPair pair = new KeyPair(publicOf(secret, known, signing), secret);
        List<String> audiences = values.list("api-audiences");
        Optional<Duration> longest = Optional.of(values.duration("service-account-max-token-expiration"))
                .filter(life -> !life.isZero());
        return new ServiceAccountConfig(
                issuers,
                pair,
                known.stream().filter(key -> !key.equals(pair.getPublic())).toList(),
                audiences.isEmpty() ? issuers : audiences,
                longest,
                values.on("service-account-extend-token-expiration"),
                values.optional("service-account-jwks-uri"));
    }

    /** All keys of a file; a private key stands for its public part. */
    private static List<PublicKey> publicKeys(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        List<PublicKey> keys = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(text)) {
            if (block.label().equals("PUBLIC KEY") || block.label().equals("CERTIFICATE")) {
                keys.add(Pem.publicKey(block.text()));
            } else if (block.label().endsWith("PRIVATE KEY")
                    && Pem.privateKey(block.text()) instanceof RSAPrivateCrtKey rsa) {
                keys.add(publicOf(rsa));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "failed to set up public service account keys: no public keys in " + file);
        }
        return keys;
    }

    /** The public half: derived for RSA, else the one of the known keys that fits. */
    static PublicKey publicOf(PrivateKey secret, List<PublicKey> known, Path file) throws GeneralSecurityException {
        if (secret instanceof RSAPrivateCrtKey rsa) {
            return publicOf(rsa);
        }
        for (PublicKey candidate : known) {
            if (candidate.getAlgorithm().equals(secret.getAlgorithm()) && belong(secret, candidate)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("no key of --service-account-key-file belongs to the private key in " + file
                + ": tokens signed with it could not be verified");
    }

    private static PublicKey publicOf(RSAPrivateCrtKey rsa) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    }

    private static boolean belong(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(secret);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(SAMPLE);
        return signature.verify(signed);
    }
}
