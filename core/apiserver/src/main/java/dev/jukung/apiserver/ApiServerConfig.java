package dev.jukung.apiserver;

import dev.jukung.apiserver.kinds.Cidr;
import dev.jukung.apiserver.kinds.ServiceNetwork;
import dev.jukung.http.pki.TlsIdentity;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an operator decides about the API server.
 *
 * @param advertiseAddress where Pods and other members reach this server ({@code --advertise-address})
 * @param securePort the port it is reached at ({@code --secure-port})
 * @param network addresses and ports of Services ({@code --service-cluster-ip-range}, {@code --service-node-port-range})
 * @param issuer of ServiceAccount tokens ({@code --service-account-issuer}); also their usual audience
 * @param tokenKeys on the curve P-256 ({@code --service-account-signing-key-file})
 * @param longestToken ({@code --service-account-max-token-expiration})
 * @param proxyIdentity what is shown to the servers of APIServices, which then believe whom a request is from
 *     ({@code --proxy-client-cert-file}, {@code --proxy-client-key-file})
 * @param maxInFlight requests served at once, long-running ones not counted ({@code --max-requests-inflight} and mutating together)
 */
public record ApiServerConfig(
        String advertiseAddress,
        int securePort,
        ServiceNetwork network,
        String issuer,
        KeyPair tokenKeys,
        Duration longestToken,
        Supplier<Optional<TlsIdentity>> proxyIdentity,
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
                Optional::empty,
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
                proxyIdentity,
                maxInFlight);
    }

    /** @param identity the certificate of the front proxy; asked for with every connection, so that it may be renewed */
    public ApiServerConfig withProxyIdentity(Supplier<Optional<TlsIdentity>> identity) {
        return new ApiServerConfig(
                advertiseAddress, securePort, network, issuer, tokenKeys, longestToken, identity, maxInFlight);
    }

    List<String> audiences() {
        return List.of(issuer);
    }
}
