package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.registry.LabelHash;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is measured of issuers of tokens, under kube-apiserver's names. Thread-safe. */
public final class OpenIdMetrics {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;
    private static final double[] SECONDS = {.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";

    private final String server;
    private final Map<String, String> keySets = new ConcurrentHashMap<>(); // the last of each issuer, both as digests
    private final Histogram durations = Histogram.builder()
            .name("apiserver_authentication_jwt_authenticator_latency_seconds")
            .help("[ALPHA] Latency of jwt authentication operations in seconds. This is the time spent authenticating a"
                    + " token for cache miss only (i.e. when the token is not found in the cache).")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .labelNames("result", "jwt_issuer_hash")
            .build();
    private final Gauge fetched = Gauge.builder()
            .name("apiserver_authentication_jwt_authenticator_jwks_fetch_last_timestamp_seconds")
            .help(
                    "[ALPHA] Timestamp of the last successful or failed JWKS fetch split by result, api server identity and"
                            + " jwt issuer for the JWT authenticator.")
            .labelNames("result", "jwt_issuer_hash", "apiserver_id_hash")
            .build();
    private final Gauge keySet = Gauge.builder()
            .name("apiserver_authentication_jwt_authenticator_jwks_fetch_last_key_set_info")
            .help(
                    "[ALPHA] Information about the last JWKS fetched by the JWT authenticator with hash as label, split by"
                            + " api server identity and jwt issuer.")
            .labelNames("jwt_issuer_hash", "apiserver_id_hash", "hash")
            .build();

    /** @param server the identity of this server */
    public OpenIdMetrics(String server) {
        this.server = LabelHash.of(server);
    }

    /** Shows what is measured, from the start on. */
    public void show(PrometheusRegistry registry) {
        registry.register(durations);
        registry.register(fetched);
        registry.register(keySet);
    }

    void identified(String issuer, boolean known, long nanos) {
        durations.labelValues(known ? SUCCESS : FAILURE, LabelHash.of(issuer)).observe(nanos / NANOS);
    }

    void fetched(String issuer, String keys, Instant now) {
        String of = LabelHash.of(issuer);
        String hash = LabelHash.of(keys);
        String before = keySets.put(of, hash);
        if (before != null && !before.equals(hash)) {
            keySet.remove(of, server, before);
        }
        keySet.labelValues(of, server, hash).set(1);
        fetched.labelValues(SUCCESS, of, server).set(now.toEpochMilli() / MILLIS);
    }

    void notFetched(String issuer, Instant now) {
        fetched.labelValues(FAILURE, LabelHash.of(issuer), server).set(now.toEpochMilli() / MILLIS);
    }

    /** The issuer is not believed any more. */
    public void forget(String issuer) {
        String of = LabelHash.of(issuer);
        String before = keySets.remove(of);
        if (before != null) {
            keySet.remove(of, server, before);
        }
        fetched.remove(SUCCESS, of, server);
        fetched.remove(FAILURE, of, server);
    }
}
