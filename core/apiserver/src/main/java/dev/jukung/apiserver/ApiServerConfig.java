package dev.jukung.apiserver;

import dev.jukung.apiserver.admission.AdmissionConfig;
import dev.jukung.apiserver.kinds.Cidr;
import dev.jukung.apiserver.kinds.ServiceNetwork;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;

/**
 * What an operator decides about the API server.
 *
 * @param advertiseAddress where Pods and other members reach this server ({@code --advertise-address})
 * @param securePort the port it is reached at ({@code --secure-port})
 * @param network addresses and ports of Services ({@code --service-cluster-ip-range}, {@code --service-node-port-range})
 * @param issuer of ServiceAccount tokens ({@code --service-account-issuer}); also their usual audience
 * @param tokenKeys on the curve P-256 ({@code --service-account-signing-key-file})
 * @param longestToken ({@code --service-account-max-token-expiration})
 * @param admission which admission plugins run
 * @param maxInFlight requests served at once, long-running ones not counted ({@code --max-requests-inflight} and mutating together)
 */
public record ApiServerConfig(
        String advertiseAddress,
        int securePort,
        ServiceNetwork network,
        String issuer,
        KeyPair tokenKeys,
        Duration longestToken,
        AdmissionConfig admission,
        int maxInFlight) {
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final int MAX_IN_FLIGHT = 600;

    public ApiServerConfig {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("--max-requests-inflight has to be positive: " + maxInFlight);
        }
    }

    /** The usual settings: services in 10.96.0.0/16, node ports from 30000 to 32767. */
    public static ApiServerConfig standard(String advertiseAddress, int securePort, KeyPair tokenKeys) {
        return new ApiServerConfig(
                advertiseAddress,
                securePort,
                new ServiceNetwork(Cidr.parse("10.96.0.0/16"), 30000, 32767),
                ISSUER,
                tokenKeys,
                Duration.ofDays(365),
                AdmissionConfig.DEFAULT,
                MAX_IN_FLIGHT);
    }

    /** @param range where Services get their addresses from: {@code 10.96.0.0/16} */
    public ApiServerConfig withServiceRange(String range) {
        return new ApiServerConfig(
                advertiseAddress,
                securePort,
                new ServiceNetwork(Cidr.parse(range), network.firstNodePort(), network.lastNodePort()),
                issuer,
                tokenKeys,
                longestToken,
                admission,
                maxInFlight);
    }

    public ApiServerConfig withAdmission(AdmissionConfig changed) {
        return new ApiServerConfig(
                advertiseAddress, securePort, network, issuer, tokenKeys, longestToken, changed, maxInFlight);
    }

    List<String> audiences() {
        return List.of(issuer);
    }
}
