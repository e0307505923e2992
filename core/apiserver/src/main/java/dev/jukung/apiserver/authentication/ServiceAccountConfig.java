package dev.jukung.apiserver.authentication;

import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator decides about the tokens of ServiceAccounts.
 *
 * @param issuers accepted; the first one issues ({@code --service-account-issuer})
 * @param signing the key that signs, RSA or on a NIST curve ({@code --service-account-signing-key-file})
 * @param verifying other keys whose tokens still hold ({@code --service-account-key-file})
 * @param audiences of this server ({@code --api-audiences}, else the issuers)
 * @param longest the life that a token may be asked for ({@code --service-account-max-token-expiration})
 * @param extend whether tokens of Pods live longer than asked for, until their readers reload them
 *     ({@code --service-account-extend-token-expiration})
 * @param keySetUri where the keys are published, if not at this server ({@code --service-account-jwks-uri})
 */
public record ServiceAccountConfig(
        List<String> issuers,
        KeyPair signing,
        List<PublicKey> verifying,
        List<String> audiences,
        Optional<Duration> longest,
        boolean extend,
        Optional<String> keySetUri) {
    public ServiceAccountConfig {
        issuers = List.copyOf(issuers);
        verifying = List.copyOf(verifying);
        audiences = List.copyOf(audiences);
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("service-account-issuer is a required flag");
        }
        if (longest.isPresent()) {
            Duration asked = longest.get();
            if (asked.compareTo(Duration.ofHours(1)) < 0 || asked.compareTo(Duration.ofSeconds(1L << 32)) > 0) {
                throw new IllegalArgumentException(
                        "the service-account-max-token-expiration must be between 1 hour and 2^32 seconds");
            }
        }
    }

    public static ServiceAccountConfig of(String issuer, KeyPair signing) {
        return new ServiceAccountConfig(
                List.of(issuer), signing, List.of(), List.of(issuer), Optional.empty(), true, Optional.empty());
    }
}
