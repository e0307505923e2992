package dev.jukung.apiserver;

import dev.jukung.apiserver.admission.AdmissionConfig;
import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.ServiceAccountConfig;
import dev.jukung.apiserver.authorization.AuthorizationConfig;
import dev.jukung.apiserver.kinds.ServiceNetwork;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.model.Cidr;
import java.security.KeyPair;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an operator decides about the API server.
 *
 * @param advertiseAddress where Pods and other members reach this server ({@code --advertise-address})
 * @param securePort the port it is reached at ({@code --secure-port})
 * @param network addresses and ports of Services ({@code --service-cluster-ip-range}, {@code --service-node-port-range})
 * @param serviceAccounts who issues their tokens, with which keys, for whom and for how long
 * @param authentication who may be believed
 * @param authorization who decides
 * @param admission which admission plugins run
 * @param proxyIdentity what is shown to the servers of APIServices, which then believe whom a request is from
 *     ({@code --proxy-client-cert-file}, {@code --proxy-client-key-file})
 * @param maxInFlight requests served at once, long-running ones not counted ({@code --max-requests-inflight} and mutating together)
 * @param operation how it is watched over and shut down
 * @param allowPrivileged whether Pods may have privileged containers ({@code --allow-privileged})
 * @param aggregatorRouting whether Services of webhooks and APIServices are reached at what is behind them, not at their cluster
 *     address ({@code --enable-aggregator-routing})
 * @param features gates that are on though they are off by default ({@code --feature-gates})
 */
public record ApiServerConfig(
        String advertiseAddress,
        int securePort,
        ServiceNetwork network,
        ServiceAccountConfig serviceAccounts,
        AuthenticationConfig authentication,
        AuthorizationConfig authorization,
        AdmissionConfig admission,
        Supplier<Optional<TlsIdentity>> proxyIdentity,
        int maxInFlight,
        Operation operation,
        boolean allowPrivileged,
        boolean aggregatorRouting,
        Set<String> features) {
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final int MAX_IN_FLIGHT = 600;

    public ApiServerConfig {
        features = Set.copyOf(features);
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
                ServiceAccountConfig.of(ISSUER, tokenKeys),
                AuthenticationConfig.STANDARD,
                AuthorizationConfig.STANDARD,
                AdmissionConfig.DEFAULT,
                Optional::empty,
                MAX_IN_FLIGHT,
                Operation.STANDARD,
                true,
                false,
                Set.of());
    }

    public ApiServerConfig withOperation(Operation changed) {
        return with(draft -> draft.operation = changed);
    }

    /** @param range where Services get their addresses from: {@code 10.96.0.0/16} */
    public ApiServerConfig withServiceRange(String range) {
        return with(draft ->
                draft.network = new ServiceNetwork(Cidr.parse(range), network.firstNodePort(), network.lastNodePort()));
    }

    public ApiServerConfig withServiceAccounts(ServiceAccountConfig changed) {
        return with(draft -> draft.serviceAccounts = changed);
    }

    public ApiServerConfig withAuthentication(AuthenticationConfig changed) {
        return with(draft -> draft.authentication = changed);
    }

    public ApiServerConfig withAuthorization(AuthorizationConfig changed) {
        return with(draft -> draft.authorization = changed);
    }

    public ApiServerConfig withAdmission(AdmissionConfig changed) {
        return with(draft -> draft.admission = changed);
    }

    /** @param identity the certificate of the front proxy; asked for with every connection, so that it may be renewed */
    public ApiServerConfig withProxyIdentity(Supplier<Optional<TlsIdentity>> identity) {
        return with(draft -> draft.proxyIdentity = identity);
    }

    public ApiServerConfig withNetwork(ServiceNetwork changed) {
        return with(draft -> draft.network = changed);
    }

    public ApiServerConfig withMaxInFlight(int changed) {
        return with(draft -> draft.maxInFlight = changed);
    }

    /** Privileged containers are refused. */
    public ApiServerConfig withoutPrivileged() {
        return with(draft -> draft.allowPrivileged = false);
    }

    /** Services of webhooks and APIServices are reached at what is behind them. */
    public ApiServerConfig withAggregatorRouting() {
        return with(draft -> draft.aggregatorRouting = true);
    }

    /** @param gates that are on though they are off by default */
    public ApiServerConfig withFeatures(Set<String> gates) {
        return with(draft -> draft.features = gates);
    }

    private ApiServerConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A copy in which one setting is about to change. Confined to one thread. */
    private static final class Draft {
        String advertiseAddress;
        int securePort;
        ServiceNetwork network;
        ServiceAccountConfig serviceAccounts;
        AuthenticationConfig authentication;
        AuthorizationConfig authorization;
        AdmissionConfig admission;
        Supplier<Optional<TlsIdentity>> proxyIdentity;
        int maxInFlight;
        Operation operation;
        boolean allowPrivileged;
        boolean aggregatorRouting;
        Set<String> features;

        Draft(ApiServerConfig config) {
            advertiseAddress = config.advertiseAddress;
            securePort = config.securePort;
            network = config.network;
            serviceAccounts = config.serviceAccounts;
            authentication = config.authentication;
            authorization = config.authorization;
            admission = config.admission;
            proxyIdentity = config.proxyIdentity;
            maxInFlight = config.maxInFlight;
            operation = config.operation;
            allowPrivileged = config.allowPrivileged;
            aggregatorRouting = config.aggregatorRouting;
            features = config.features;
        }

        ApiServerConfig config() {
            return new ApiServerConfig(
                    advertiseAddress,
                    securePort,
                    network,
                    serviceAccounts,
                    authentication,
                    authorization,
                    admission,
                    proxyIdentity,
                    maxInFlight,
                    operation,
                    allowPrivileged,
                    aggregatorRouting,
                    features);
        }
    }
}
